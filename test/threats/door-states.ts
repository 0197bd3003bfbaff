/** Everything that can be the matter with somebody at a door, as data: how it happens to whoever stands there. */
import type { UserStatus } from "../../src/domain/user.js";
import { findUser, updateUser } from "../../src/services/directories/user-directory.js";
import { succeed } from "../faults/wire.js";
import { goodPassword } from "../sign-in.js";
import { admin, type Door, newPassword, type Person, type Place, wrongPassword } from "./doors/door.js";

/** A password that has been lying about too long. */
const eightDays = 8 * 24 * 3_600_000;

/** An administrator sets the password anew, as a temporary one. */
const invite = (place: Place, person: Person) =>
  admin(place, person, "AdminSetUserPassword", { Password: goodPassword, Permanent: false });

/** Puts somebody into a state that otherwise takes a long way to reach. */
async function setStatus({ world, poolId }: Place, { name }: Person, status: UserStatus): Promise<void> {
  const { store } = world.world;
  const pool = await store.userPools.get(poolId);
  const user = pool && (await findUser(store, pool, name));
  if (pool === undefined || user === undefined) throw new Error(`no user ${name} in ${poolId}`);
  await updateUser(store, pool, { ...user, status });
}

/** `again` makes the person as it was made before. */
type Happening = (place: Place, person: Person, again: () => Promise<void>) => Promise<unknown>;

const nothing: Happening = async () => {};

/** The states. Of whom is `unknown` nobody is made at all. */
export const states = {
  unknown: nothing,
  confirmed: nothing,
  unconfirmed: (place, person) => setStatus(place, person, "UNCONFIRMED"),
  disabled: (place, person) => admin(place, person, "AdminDisableUser"),
  "reset required": (place, person) => admin(place, person, "AdminResetUserPassword"),
  "force change": invite,
  "force change expired": async (place, person) => {
    await invite(place, person);
    place.world.clock.advance(eightDays);
  },
  "password replaced": (place, person) =>
    admin(place, person, "AdminSetUserPassword", { Password: newPassword, Permanent: true }),
  async locked(place, { name }) {
    const AuthParameters = { USERNAME: name, PASSWORD: wrongPassword };
    for (let wrong = 0; wrong < 5; wrong += 1) {
      const { world, poolId: UserPoolId, clientId: ClientId } = place;
      const input = { UserPoolId, ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters };
      await succeed(world.url, "AdminInitiateAuth", input).catch((error: Error) => {
        if (!error.message.includes("Incorrect username or password.")) throw error;
      });
    }
  },
  "signed out": (place, person) => admin(place, person, "AdminUserGlobalSignOut"),
  deleted: (place, person) => admin(place, person, "AdminDeleteUser"),
  /** Somebody else by now, of the same name and with the same password. */
  "made anew": async (place, person, again) => {
    await admin(place, person, "AdminDeleteUser");
    await again();
  },
  "external only": (place, person) => setStatus(place, person, "EXTERNAL_PROVIDER"),
  "client deleted": ({ world, poolId, clientId }) =>
    succeed(world.url, "DeleteUserPoolClient", { UserPoolId: poolId, ClientId: clientId }),
  "pool deleted": ({ world, poolId }) => succeed(world.url, "DeleteUserPool", { UserPoolId: poolId }),
} as const satisfies Record<string, Happening>;

/** A state by its name. */
export type StateName = keyof typeof states;

/** States after which the place is of no more use. */
export const endsThePlace: ReadonlySet<StateName> = new Set(["client deleted", "pool deleted"]);

/** Makes a person as every state begins with. */
export async function arrive(place: Place, person: Person, as: Door["person"]): Promise<void> {
  const { name, email, phone } = person;
  if (as === "signed up") {
    await succeed(place.world.url, "SignUp", {
      ClientId: place.clientId,
      Username: name,
      Password: goodPassword,
      UserAttributes: [{ Name: "email", Value: email }],
    });
    return;
  }
  const attributes = { email, email_verified: "true", phone_number: phone, phone_number_verified: "true" };
  await admin(place, person, "AdminCreateUser", {
    TemporaryPassword: goodPassword,
    MessageAction: "SUPPRESS",
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
  });
  if (as !== "invited") {
    await admin(place, person, "AdminSetUserPassword", { Password: goodPassword, Permanent: true });
  }
}
