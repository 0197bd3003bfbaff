// CustomMessage: the letter lies in a file of the package, the subject in another module, the phrase in a layer.
import { readFileSync } from "node:fs";
import { polite } from "phrases";
import { subjectFor } from "./subject.js";

const letter = readFileSync(new URL("../texts/welcome.html", import.meta.url), "utf8");

export const handler = async (event) => {
  if (event.triggerSource === "CustomMessage_SignUp") {
    event.response.emailSubject = subjectFor(process.env.SENDER);
    event.response.emailMessage = polite(letter.replace("CODE", event.request.codeParameter));
  }
  return event;
};
