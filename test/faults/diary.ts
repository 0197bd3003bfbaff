/**
 * What a client of a server that may die at any moment knows: of each thing the value that was acknowledged last, and
 * the one it was asking for when the connection broke. Owns the writing and the comparing; which calls are made is
 * the tests'.
 */
import assert from "node:assert/strict";
import type { Chance } from "./chance.js";
import { type Answer, send, succeed } from "./wire.js";

/** One value of which the client is sure, or nearly so. */
export class Belief<T> {
  #asked: { readonly value: T } | undefined;

  constructor(public known: T) {}

  ask(value: T): void {
    this.#asked = { value };
  }

  /** The answer came: whether it was yes or no, there is no doubt any more. */
  heard(yes: boolean): void {
    if (yes && this.#asked !== undefined) this.known = this.#asked.value;
    this.#asked = undefined;
  }

  get doubtful(): boolean {
    return this.#asked !== undefined;
  }

  /** What may be found, the acknowledged value first. */
  get possible(): readonly T[] {
    return this.#asked === undefined ? [this.known] : [this.known, this.#asked.value];
  }

  /** Takes what was found for the truth, if it may be. */
  found(value: T, what: string): void {
    assert.ok(
      this.possible.includes(value),
      `${what} is ${String(value)}, acknowledged was ${this.possible.join(" or ")}`,
    );
    this.known = value;
    this.#asked = undefined;
  }
}

/** A sign-in whose tokens the client holds. */
export interface HeldTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly revoked: Belief<boolean>;
}

/** One user as the client knows them. */
export interface Person {
  readonly name: string;
  readonly exists: Belief<boolean>;
  readonly password: Belief<string>;
  readonly nickname: Belief<string>;
  readonly enabled: Belief<boolean>;
  readonly tokens: HeldTokens[];
}

/** Whether a broken connection left something open about this user. */
export function isDoubtful({ exists, password, nickname, enabled, tokens }: Person): boolean {
  return [exists, password, nickname, enabled, ...tokens.map(({ revoked }) => revoked)].some((one) => one.doubtful);
}

/** Where a diary's people live. */
export interface Place {
  readonly url: string;
  readonly poolId: string;
  readonly clientId: string;
}

const deed = {
  create: "create",
  signUp: "sign up",
  password: "set a password",
  nickname: "set an attribute",
  enabled: "enable or disable",
  remove: "delete",
  group: "create a group",
  signIn: "sign in",
  revoke: "revoke a token",
  signOut: "sign out everywhere",
} as const;

/** The diary of one client that does one thing after the other. */
export class Diary {
  readonly people: Person[] = [];
  readonly groups: { readonly name: string; readonly exists: Belief<boolean> }[] = [];
  acknowledged = 0;
  #number = 0;

  constructor(
    private readonly who: string,
    private readonly dice: Chance,
  ) {}

  /** Writes until the connection breaks. Rejects for answers that nobody expects. */
  async writeUntilCut(place: Place, stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      try {
        await this.#deed(place);
      } catch (error) {
        if (isCut(error)) return;
        throw error;
      }
    }
  }

  async #deed(place: Place): Promise<void> {
    const { dice } = this;
    const { poolId: UserPoolId, clientId: ClientId } = place;
    const alive = this.people.filter(({ exists }) => exists.known && !exists.doubtful);
    const person = alive.length === 0 ? undefined : dice.pick(alive);
    const chosen = person === undefined ? dice.pick([deed.create, deed.signUp]) : dice.pick(Object.values(deed));
    if (chosen === deed.create || chosen === deed.signUp) {
      const one = this.#newPerson();
      one.exists.ask(true);
      const UserAttributes = [{ Name: "nickname", Value: one.nickname.known }];
      const Password = one.password.known;
      await (chosen === deed.create
        ? this.#call(place, "AdminCreateUser", one.exists, {
            UserPoolId,
            Username: one.name,
            TemporaryPassword: Password,
            MessageAction: "SUPPRESS",
            UserAttributes,
          })
        : this.#call(place, "SignUp", one.exists, { ClientId, Username: one.name, Password, UserAttributes }));
    } else if (chosen === deed.group) {
      const group = { name: `${this.who}-group-${this.#number++}`, exists: new Belief(false) };
      this.groups.push(group);
      group.exists.ask(true);
      await this.#call(place, "CreateGroup", group.exists, { UserPoolId, GroupName: group.name });
    } else if (person !== undefined) {
      await this.#deedTo(place, person, chosen);
    }
  }

  async #deedTo(place: Place, person: Person, chosen: string): Promise<void> {
    const { dice } = this;
    const user = { UserPoolId: place.poolId, Username: person.name };
    switch (chosen) {
      case deed.password: {
        const Password = `Word-${this.#number++}-of-${this.who}`;
        person.password.ask(Password);
        await this.#call(place, "AdminSetUserPassword", person.password, { ...user, Password, Permanent: true });
        return;
      }
      case deed.nickname: {
        const Value = `nick-${this.#number++}`;
        person.nickname.ask(Value);
        const UserAttributes = [{ Name: "nickname", Value }];
        await this.#call(place, "AdminUpdateUserAttributes", person.nickname, { ...user, UserAttributes });
        return;
      }
      case deed.enabled: {
        const enabled = !person.enabled.known;
        person.enabled.ask(enabled);
        // Disabling ends every sign-in.
        const touched = enabled ? [] : person.tokens.map(({ revoked }) => revoked);
        for (const one of touched) if (!one.known) one.ask(true);
        const yes = await this.#call(place, enabled ? "AdminEnableUser" : "AdminDisableUser", person.enabled, user);
        for (const one of touched) one.heard(yes);
        return;
      }
      case deed.remove:
        if (dice.fraction() < 0.7) return;
        person.exists.ask(false);
        await this.#call(place, "AdminDeleteUser", person.exists, user);
        return;
      case deed.signIn: {
        const answer = await signIn(place, person.name, person.password.known);
        const tokens = answer.body.AuthenticationResult;
        if (tokens === undefined) return;
        const revoked = new Belief(false);
        person.tokens.push({ accessToken: tokens.AccessToken, refreshToken: tokens.RefreshToken, revoked });
        this.acknowledged++;
        return;
      }
      case deed.revoke: {
        const held = person.tokens.find(({ revoked }) => !revoked.known);
        if (held === undefined) return;
        held.revoked.ask(true);
        const input = { Token: held.refreshToken, ClientId: place.clientId };
        await this.#call(place, "RevokeToken", held.revoked, input);
        return;
      }
      case deed.signOut: {
        const held = person.tokens.find(({ revoked }) => !revoked.known);
        if (held === undefined) return;
        const all = person.tokens.filter(({ revoked }) => !revoked.known).map(({ revoked }) => revoked);
        for (const one of all) one.ask(true);
        const first = all.shift();
        const input = { AccessToken: held.accessToken };
        const yes = first !== undefined && (await this.#call(place, "GlobalSignOut", first, input));
        for (const one of all) one.heard(yes);
        return;
      }
    }
  }

  /** Asks for a change and notes the answer. A broken connection leaves the doubt. */
  async #call<T>(place: Place, operation: string, belief: Belief<T>, input: unknown): Promise<boolean> {
    const answer = await send(place.url, operation, input);
    const yes = answer.status === 200;
    belief.heard(yes);
    if (yes) this.acknowledged++;
    // A disabled user cannot sign out; everything else must work.
    const refused = answer.outcome === "NotAuthorizedException" && operation === "GlobalSignOut";
    assert.ok(yes || refused, `${operation}: ${answer.status} ${answer.text}`);
    return yes;
  }

  #newPerson(): Person {
    const name = `${this.who}-${this.#number++}`;
    const person: Person = {
      name,
      exists: new Belief(false),
      password: new Belief(`First-${name}-1`),
      nickname: new Belief("new"),
      enabled: new Belief(true),
      tokens: [],
    };
    this.people.push(person);
    return person;
  }
}

/** Whether this is the end of a connection and not a wrong answer. */
export function isCut(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ECONNRESET" || code === "ECONNREFUSED" || code === "EPIPE";
}

/** Signs in with a password. */
export function signIn(place: Place, username: string, password: string): Promise<Answer> {
  return send(place.url, "InitiateAuth", {
    ClientId: place.clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
}

/** Compares what the server has with what the client knows of one user. `thorough` tries password and tokens too. */
export async function checkPerson(place: Place, person: Person, thorough: boolean): Promise<void> {
  const user = { UserPoolId: place.poolId, Username: person.name };
  const answer = await send(place.url, "AdminGetUser", user);
  assert.ok(answer.status === 200 || answer.outcome === "UserNotFoundException", `${person.name}: ${answer.text}`);
  person.exists.found(answer.status === 200, `existence of ${person.name}`);
  if (!person.exists.known) return;
  const attributes = answer.body.UserAttributes as { Name: string; Value: string }[];
  const nickname = attributes.find(({ Name }) => Name === "nickname")?.Value ?? "absent";
  person.nickname.found(nickname, `nickname of ${person.name}`);
  person.enabled.found(answer.body.Enabled, `enabled of ${person.name}`);
  const tokens = thorough ? person.tokens : person.tokens.filter(({ revoked }) => revoked.doubtful);
  if (!thorough && !person.password.doubtful && tokens.length === 0) return;
  if (!person.enabled.known) {
    // Nobody learns anything about the password and the tokens of a disabled user.
    await succeed(place.url, "AdminEnableUser", user);
    person.enabled.known = true;
  }
  await checkPassword(place, person);
  for (const held of tokens) await checkTokens(place, person, held);
}

async function checkPassword(place: Place, person: Person): Promise<void> {
  for (const password of [...person.password.possible].reverse()) {
    const answer = await signIn(place, person.name, password);
    const right = answer.status === 200 || answer.outcome === "UserNotConfirmedException";
    if (right) return person.password.found(password, `password of ${person.name}`);
    assert.equal(answer.outcome, "NotAuthorizedException", answer.text);
  }
  assert.fail(`no acknowledged password of ${person.name} is right`);
}

async function checkTokens(place: Place, person: Person, held: HeldTokens): Promise<void> {
  const refreshed = await send(place.url, "InitiateAuth", {
    ClientId: place.clientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: held.refreshToken },
  });
  assert.ok(refreshed.status === 200 || refreshed.outcome === "NotAuthorizedException", refreshed.text);
  held.revoked.found(refreshed.status !== 200, `revocation of a sign-in of ${person.name}`);
  const shown = await send(place.url, "GetUser", { AccessToken: held.accessToken });
  assert.equal(shown.status !== 200, held.revoked.known, `access token of ${person.name}: ${shown.text}`);
}
