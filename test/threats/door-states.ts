/** Everything that can be the matter with somebody at a door, as data: how it happens to a confirmed user. */
import { succeed } from "../faults/wire.js";
import { makeUser, setStatus } from "../sign-in.js";
import { type Person, type Place, wrongPassword } from "./doors.js";

/** A password that has been lying about too long. */
const eightDays = 8 * 24 * 3_600_000;

const admin = (place: Place, { name }: Person, operation: string, more: object = {}) =>
  succeed(place.world.url, operation, { UserPoolId: place.poolId, Username: name, ...more });

/** An administrator sets the password anew, as a temporary one. */
const invite = (place: Place, person: Person) =>
  admin(place, person, "AdminSetUserPassword", { Password: "Correct-Horse-1", Permanent: false });

type Happening = (place: Place, person: Person) => Promise<unknown>;

const nothing: Happening = async () => {};

/** The states. Of whom is `unknown` nobody is made at all. */
export const states = {
  unknown: nothing,
  confirmed: nothing,
  unconfirmed: (place, { name }) => setStatus(place.world, place.poolId, name, "UNCONFIRMED"),
  disabled: (place, person) => admin(place, person, "AdminDisableUser"),
  "reset required": (place, person) => admin(place, person, "AdminResetUserPassword"),
  "force change": invite,
  "force change expired": async (place, person) => {
    await invite(place, person);
    place.world.clock.advance(eightDays);
  },
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
  deleted: (place, person) => admin(place, person, "AdminDeleteUser"),
  "external only": (place, { name }) => setStatus(place.world, place.poolId, name, "EXTERNAL_PROVIDER"),
  "client deleted": ({ world, poolId, clientId }) =>
    succeed(world.url, "DeleteUserPoolClient", { UserPoolId: poolId, ClientId: clientId }),
  "pool deleted": ({ world, poolId }) => succeed(world.url, "DeleteUserPool", { UserPoolId: poolId }),
} as const satisfies Record<string, Happening>;

/** A state by its name. */
export type StateName = keyof typeof states;

/** States after which the place is of no more use. */
export const endsThePlace: ReadonlySet<StateName> = new Set(["client deleted", "pool deleted"]);

/** Makes a person as every state begins with. */
export async function member(place: Place, person: Person): Promise<void> {
  const attributes = [
    { Name: "email", Value: person.email },
    { Name: "email_verified", Value: "true" },
    { Name: "phone_number", Value: "+12065551212" },
    { Name: "phone_number_verified", Value: "true" },
  ];
  await makeUser(place.world, place.poolId, person.name, { attributes });
}
