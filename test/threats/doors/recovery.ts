/** Doors to a new password for whoever has forgotten the old one. */
import { call, callAbout, codeTo, type Doors, newPassword, type Person, type Place, then } from "./door.js";
import {
  always,
  byAdministrators,
  disabled,
  gone,
  noAddress,
  noCode,
  notConfirmed,
  notFound,
  notNow,
  told,
  wrongVerification,
} from "./words.js";

const forgot = (place: Place, { name: Username }: Person) =>
  call(place, "ForgotPassword", { ClientId: place.clientId, Username });
const confirm = (place: Place, { name: Username }: Person, ConfirmationCode: string) =>
  call(place, "ConfirmForgotPassword", { ClientId: place.clientId, Username, ConfirmationCode, Password: newPassword });

export const recoveryDoors: Doors = {
  ForgotPassword: {
    at: "ForgotPassword",
    by: "user",
    proof: "none",
    knock: forgot,
    words: {
      ...always("success"),
      unknown: told(notFound, "success"),
      unconfirmed: told(noAddress, "success"),
      disabled: told(disabled, "success"),
      "force change": notNow,
      "force change expired": notNow,
      deleted: told(notFound, "success"),
      "external only": notNow,
      ...gone,
    },
  },
  "ConfirmForgotPassword, wrong": {
    at: "ConfirmForgotPassword",
    by: "user",
    proof: "wrong",
    knock: async (place, person) => {
      await forgot(place, person);
      return confirm(place, person, "nonsense");
    },
    words: {
      ...always(wrongVerification),
      unknown: told(notFound, wrongVerification),
      unconfirmed: told(notConfirmed, wrongVerification),
      disabled: told(disabled, wrongVerification),
      "force change": told(notNow, noCode),
      "force change expired": told(notNow, noCode),
      deleted: told(notFound, wrongVerification),
      "external only": told(notNow, noCode),
      ...gone,
    },
  },
  "ConfirmForgotPassword, begun before": {
    at: "ConfirmForgotPassword",
    by: "user",
    proof: "right",
    before: (place, person) => then(forgot(place, person), async () => ({ code: await codeTo(place, person) })),
    knock: (place, person, { code }) => confirm(place, person, code),
    words: {
      ...always("success"),
      unknown: told(notFound, wrongVerification),
      unconfirmed: notConfirmed,
      disabled,
      // A newer code has made the older one void.
      "reset required": wrongVerification,
      "force change": told(notNow, noCode),
      "force change expired": told(notNow, noCode),
      deleted: told(notFound, noCode),
      "made anew": noCode,
      "password replaced": noCode,
      "external only": notNow,
      ...gone,
    },
  },
  AdminResetUserPassword: {
    at: "AdminResetUserPassword",
    by: "admin",
    proof: "none",
    ignoresMode: true,
    knock: (place, person) => callAbout(place, person, "AdminResetUserPassword"),
    words: {
      ...byAdministrators,
      unconfirmed: noAddress,
      disabled,
      "force change": notNow,
      "force change expired": notNow,
      "external only": notNow,
    },
  },
};
