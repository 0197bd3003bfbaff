/** Doors of devices: their management by whoever is signed in, and the proof of a remembered one in a sign-in. */
import { deviceSecret } from "../../devices.js";
import { goodPassword } from "../../sign-in.js";
import {
  call,
  type Door,
  type Doors,
  initiate,
  isRefusal,
  type Knocking,
  type Opened,
  type Person,
  type Place,
  password,
  passwordWasRight,
  prover,
  respond,
  then,
} from "./door.js";
import {
  behindPassword,
  notHere,
  type Row,
  withAccessToken,
  withRefreshToken,
  withRightPassword,
  wrong,
} from "./words.js";

const inDevices = { by: "user", place: "devices" } as const;

/** Signs in from a new device; what its application then knows. */
const told = (place: Place, person: Person): Promise<Opened> =>
  then(password("user")(place, person), ({ AuthenticationResult: { NewDeviceMetadata, ...tokens } }) => {
    const { secret, config } = deviceSecret(NewDeviceMetadata);
    return { ...tokens, ...NewDeviceMetadata, secret, config };
  });

const confirm = (place: Place, { AccessToken, DeviceKey, config: DeviceSecretVerifierConfig }: Opened) =>
  call(place, "ConfirmDevice", { AccessToken, DeviceKey, DeviceSecretVerifierConfig });

/** Somebody with a remembered device. */
async function remembered(place: Place, person: Person): Promise<Opened> {
  const device = await told(place, person);
  return isRefusal(device) ? device : then(confirm(place, device), () => device);
}

const managing = (at: "GetDevice" | "ForgetDevice" | "UpdateDeviceStatus" | "ListDevices", more = {}): Door => ({
  ...inDevices,
  at,
  proof: "right",
  ignoresMode: true,
  before: remembered,
  knock: (place, _person, { AccessToken, DeviceKey }) =>
    call(place, at, at === "ListDevices" ? { AccessToken } : { AccessToken, DeviceKey, ...more }),
  words: withAccessToken,
});

const named = (place: Place, { name: USERNAME }: Person, DEVICE_KEY: string) =>
  initiate(place, "USER_PASSWORD_AUTH", { USERNAME, PASSWORD: goodPassword, DEVICE_KEY });

async function srpBegun(place: Place, { name: USERNAME }: Person, device: Opened, Session: string): Promise<Opened> {
  const srp = prover(device.DeviceGroupKey);
  const { DeviceKey: DEVICE_KEY } = device;
  return then(respond(place, "DEVICE_SRP_AUTH", Session, { USERNAME, DEVICE_KEY, SRP_A: srp.A }), (body) => ({
    ...device,
    ...body,
    srp,
  }));
}

function proven(place: Place, { name: USERNAME }: Person, opened: Opened, proof: "wrong" | "right") {
  const { Session, ChallengeParameters, srp, DeviceKey, secret } = opened;
  const parameters = { ...ChallengeParameters, USER_ID_FOR_SRP: DeviceKey };
  const answer = srp.answer(parameters, proof === "right" ? secret : "another", place.world.clock.now());
  return respond(place, "DEVICE_PASSWORD_VERIFIER", Session, { ...answer, USERNAME, DEVICE_KEY: DeviceKey });
}

/** A sign-in that names the device, up to DEVICE_SRP_AUTH. */
async function asked(place: Place, person: Person): Promise<Opened> {
  const device = await remembered(place, person);
  if (isRefusal(device)) return device;
  return then(named(place, person, device.DeviceKey), (body) => ({ ...device, ...body }));
}

async function askedForProof(place: Place, person: Person): Promise<Opened> {
  const opened = await asked(place, person);
  return isRefusal(opened) ? opened : srpBegun(place, person, opened, opened.Session);
}

const verifier = (proof: "wrong" | "right"): Knocking => ({
  ...inDevices,
  at: "RespondToAuthChallenge DEVICE_PASSWORD_VERIFIER",
  proof,
  before: askedForProof,
  knock: (place, person, opened) => proven(place, person, opened, proof),
});

const deviceGone = "ResourceNotFoundException: Device does not exist.";
/** With its user a device is gone, and says so: its application begins again without it. */
const goneDevice = { deleted: deviceGone, "made anew": deviceGone, "external only": deviceGone };
const behindDevice: Row = { ...behindPassword, ...goneDevice };

export const deviceDoors: Doors = {
  ConfirmDevice: {
    ...inDevices,
    at: "ConfirmDevice",
    proof: "right",
    ignoresMode: true,
    before: told,
    knock: (place, _person, opened) => confirm(place, opened),
    words: withAccessToken,
  },
  GetDevice: managing("GetDevice"),
  ListDevices: managing("ListDevices"),
  UpdateDeviceStatus: managing("UpdateDeviceStatus", { DeviceRememberedStatus: "not_remembered" }),
  ForgetDevice: managing("ForgetDevice"),
  "sign-in that names a device": {
    ...inDevices,
    at: "InitiateAuth USER_PASSWORD_AUTH",
    proof: "right",
    before: remembered,
    knock: (place, person, { DeviceKey }) => named(place, person, DeviceKey),
    words: {
      ...withRightPassword,
      confirmed: "DEVICE_SRP_AUTH",
      "signed out": "DEVICE_SRP_AUTH",
      ...goneDevice,
      // Also for nobody at all, and for keys that are made up.
      deleted: { LEGACY: notHere, ENABLED: deviceGone },
    },
  },
  "DEVICE_SRP_AUTH, begun before": {
    ...inDevices,
    at: "RespondToAuthChallenge DEVICE_SRP_AUTH",
    proof: "right",
    before: asked,
    knock: (place, { name: USERNAME }, { Session, DeviceKey, DeviceGroupKey }) => {
      const SRP_A = prover(DeviceGroupKey).A;
      return respond(place, "DEVICE_SRP_AUTH", Session, { USERNAME, DEVICE_KEY: DeviceKey, SRP_A });
    },
    // As with SRP of passwords, the state is told with the proof.
    words: {
      ...behindDevice,
      ...Object.fromEntries(
        ["confirmed", "unconfirmed", "disabled", "reset required", "locked", "signed out"].map((one) => [
          one,
          "DEVICE_PASSWORD_VERIFIER",
        ]),
      ),
    },
  },
  "DEVICE_PASSWORD_VERIFIER, wrong, begun before": {
    ...verifier("wrong"),
    tells: passwordWasRight,
    words: {
      ...behindDevice,
      confirmed: wrong,
      unconfirmed: wrong,
      "reset required": wrong,
      "signed out": wrong,
    },
  },
  "DEVICE_PASSWORD_VERIFIER, begun before": { ...verifier("right"), words: behindDevice },
  "REFRESH_TOKEN_AUTH of a device": {
    ...inDevices,
    at: "InitiateAuth REFRESH_TOKEN_AUTH",
    proof: "right",
    ignoresMode: true,
    before: remembered,
    knock: (place, _person, { RefreshToken: REFRESH_TOKEN, DeviceKey: DEVICE_KEY }) =>
      initiate(place, "REFRESH_TOKEN_AUTH", { REFRESH_TOKEN, DEVICE_KEY }),
    words: withRefreshToken,
  },
};
