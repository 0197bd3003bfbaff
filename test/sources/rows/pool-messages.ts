/** How a pool sends mail and text messages, and what they say. */
import assert from "node:assert/strict";
import {
  CreateUserPoolDomainCommand,
  type VerificationMessageTemplateType,
} from "@aws-sdk/client-cognito-identity-provider";
import type { PoolSettings } from "../provider-pools.js";
import type { Scene } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { comesBack, echo, poolRow } from "./pool-row.js";

const source = "arn:aws:ses:us-east-1:123456789012:identity/john@example.com";
const developer = { EmailSendingAccount: "DEVELOPER" as const, SourceArn: source };
const SmsConfiguration = { ExternalId: "x", SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };

/** A row about one member of the own mail sender: there as sent, gone when removed, there when set again. */
function sender(ids: string, title: string, member: object): SourceRow {
  const needs = developer;
  return poolRow(ids, title, { EmailConfiguration: member }, async ({ pools }, { EmailConfiguration }) => {
    const [name = ""] = Object.keys(member) as (keyof NonNullable<PoolSettings["EmailConfiguration"]>)[];
    const shown = (state: { pool: PoolSettings }) => state.pool.EmailConfiguration?.[name as "From"];
    const wanted = (member as Record<string, string>)[name];
    let state = await pools.create({ EmailConfiguration: { ...needs, ...EmailConfiguration } });
    assert.equal(shown(state as never), wanted);
    state = await pools.update(state, { EmailConfiguration: needs });
    assert.equal(shown(state as never), undefined);
    state = await pools.update(state, { EmailConfiguration: { ...needs, ...EmailConfiguration } });
    assert.equal(shown(state as never), wanted);
    await pools.remove(state.id);
  });
}

/** The text or subject of the code that a sign-up sends. */
async function signUpMessage(scene: Scene, settings: PoolSettings, medium: "EMAIL" | "SMS" = "EMAIL") {
  const { id, pool } = await scene.pools.create({
    ...(medium === "EMAIL"
      ? { AutoVerifiedAttributes: ["email"] }
      : { AutoVerifiedAttributes: ["phone_number"], SmsConfiguration }),
    ...settings,
  });
  const address = medium === "EMAIL" ? { email: "ann@example.com" } : { phone_number: "+15555550100" };
  await scene.signUp(id, "ann", address);
  const [message] = await scene.world.messages({ userPoolId: id });
  assert.ok(message, "sign-up sent nothing");
  return { pool, message, words: message.text.replace(message.code ?? "?", "{####}") };
}

/** The mail that a sign-up sends where addresses are verified by link, which needs a domain. */
async function linkMessage({ pools, world, signUp }: Scene, { VerificationMessageTemplate }: PoolSettings) {
  const { id, pool } = await pools.create({
    AutoVerifiedAttributes: ["email"],
    VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK", ...VerificationMessageTemplate },
  });
  const Domain = `links-${id.slice(-9).toLowerCase()}`;
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: id, Domain }));
  await signUp(id, "ann", { email: "ann@example.com" });
  const [message] = await world.messages({ userPoolId: id });
  assert.ok(message?.link, "sign-up sent no link");
  return { pool, message };
}

/** A verification text that has two spellings, which mirror each other. */
function mirrored(
  id: string,
  argument: string,
  top: "EmailVerificationMessage" | "EmailVerificationSubject" | "SmsVerificationMessage",
  member: "EmailMessage" | "EmailSubject" | "SmsMessage",
  text: string,
): SourceRow {
  const medium = member === "SmsMessage" ? "SMS" : "EMAIL";
  return poolRow(id, `${argument}: is sent, and shows in both spellings`, { [top]: text }, async (scene, settings) => {
    const { pool, message, words } = await signUpMessage(scene, settings, medium);
    assert.equal(member === "EmailSubject" ? message.subject : words, text);
    assert.equal(pool[top], text);
    assert.equal(pool.VerificationMessageTemplate?.[member], text);
    const state = await scene.pools.create(settings);
    const removed = await scene.pools.update(state, {});
    assert.deepEqual([removed.pool[top], removed.pool.VerificationMessageTemplate?.[member]], [undefined, undefined]);
    assert.equal((await scene.pools.update(removed, settings)).pool[top], text);
  });
}

/** The template's own spelling of the same text. */
function templated(
  id: string,
  argument: string,
  member: "EmailMessage" | "EmailSubject" | "SmsMessage",
  top: "EmailVerificationMessage" | "EmailVerificationSubject" | "SmsVerificationMessage",
  text: string,
): SourceRow {
  const medium = member === "SmsMessage" ? "SMS" : "EMAIL";
  const settings = { VerificationMessageTemplate: { [member]: text } };
  return poolRow(id, `${argument}: is sent, and shows in both spellings`, settings, async (scene, given) => {
    const { pool, message, words } = await signUpMessage(scene, given, medium);
    assert.equal(member === "EmailSubject" ? message.subject : words, text);
    assert.equal(pool.VerificationMessageTemplate?.[member], text);
    assert.equal(pool[top], text);
  });
}

/** Both spellings at once: the provider refuses the plan; the API takes the template's. */
function conflict(
  id: string,
  argument: string,
  top: "EmailVerificationMessage" | "EmailVerificationSubject" | "SmsVerificationMessage",
  member: keyof VerificationMessageTemplateType,
): SourceRow {
  return statement(id, `${argument}: of two texts the template's wins`, async ({ pools }) => {
    const { pool } = await pools.create({
      [top]: "Top says {####}",
      VerificationMessageTemplate: { [member]: "Template says {####}" },
    });
    assert.equal(pool[top], "Template says {####}");
    assert.equal(pool.VerificationMessageTemplate?.[member], "Template says {####}");
  });
}

function refused(ids: string, title: string, settings: readonly PoolSettings[], message?: string | RegExp): SourceRow {
  return statement(ids, title, async ({ pools }) => {
    for (const each of settings) {
      await assert.rejects(pools.create(each), {
        name: "InvalidParameterException",
        ...(message === undefined ? {} : { message }),
      });
    }
  });
}

export const poolMessages: readonly SourceRow[] = [
  sender("S1-36", "email_configuration.configuration_set", { ConfigurationSet: "my-set" }),
  poolRow(
    "S1-37",
    "email_sending_account: DEVELOPER",
    { EmailConfiguration: { EmailSendingAccount: "DEVELOPER" } },
    async ({ pools }, { EmailConfiguration }) => {
      const { pool } = await pools.create({ EmailConfiguration: { SourceArn: source, ...EmailConfiguration } });
      assert.deepEqual(pool.EmailConfiguration, { EmailSendingAccount: "DEVELOPER", SourceArn: source });
    },
  ),
  poolRow(
    "S1-38",
    "email_sending_account: COGNITO_DEFAULT",
    { EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" } },
    async ({ pools }, settings) => {
      const state = await pools.create({ EmailConfiguration: developer });
      const { pool } = await pools.update(state, settings);
      assert.deepEqual(pool.EmailConfiguration, { EmailSendingAccount: "COGNITO_DEFAULT" });
    },
  ),
  statement("S1-39", "from_email_address: taken with DEVELOPER, refused without", async ({ pools }) => {
    const From = "john@example.com";
    const EmailConfiguration = { ...developer, From };
    comesBack((await pools.create({ EmailConfiguration })).pool, { EmailConfiguration });
    const plain = { EmailSendingAccount: "COGNITO_DEFAULT" as const, From };
    await assert.rejects(pools.create({ EmailConfiguration: plain }), {
      name: "InvalidParameterException",
      message: "Cannot configure From email address for default email configuration",
    });
  }),
  ...(
    [
      ["S1-40", "an address", "john@example.com"],
      ["S1-41", "a name and an address", "John Smith <john@example.com>"],
      ["S1-42", "a quoted name and an address", '"John Smith Ph.D." <john@example.com>'],
    ] as const
  ).map(([id, form, From]) => sender(id, `from_email_address: ${form}`, { From })),
  statement("S1-43", "from_email_address: names with specials need quotes", async ({ pools }) => {
    const From = "John Smith Ph.D. <john@example.com>";
    await assert.rejects(pools.create({ EmailConfiguration: { ...developer, From } }), {
      name: "InvalidParameterException",
      message: "Provided From email address is invalid",
    });
  }),
  sender("S1-44", "reply_to_email_address", { ReplyToEmailAddress: "reply@example.com" }),
  poolRow(
    "S1-45",
    "email_configuration.source_arn",
    { EmailConfiguration: { SourceArn: source } },
    async ({ pools }, { EmailConfiguration }) => {
      const { pool } = await pools.create({
        EmailConfiguration: { EmailSendingAccount: "DEVELOPER", ...EmailConfiguration },
      });
      assert.equal(pool.EmailConfiguration?.SourceArn, source);
    },
  ),
  refused(
    "S1-46",
    "source_arn: required with DEVELOPER",
    [{ EmailConfiguration: { EmailSendingAccount: "DEVELOPER" } }],
    "Source ARN is required to use DEVELOPER email sending owner",
  ),

  mirrored("S1-48", "email_verification_message", "EmailVerificationMessage", "EmailMessage", "Prove it: {####}"),
  conflict("S1-49", "email_verification_message", "EmailVerificationMessage", "EmailMessage"),
  mirrored("S1-50", "email_verification_subject", "EmailVerificationSubject", "EmailSubject", "Prove yourself"),
  conflict("S1-51", "email_verification_subject", "EmailVerificationSubject", "EmailSubject"),
  mirrored("S1-119", "sms_verification_message", "SmsVerificationMessage", "SmsMessage", "Prove it: {####}"),
  conflict("S1-120", "sms_verification_message", "SmsVerificationMessage", "SmsMessage"),

  poolRow(
    "S1-110",
    "sms_authentication_message: the text of SMS codes, changed with the second factors",
    { SmsAuthenticationMessage: "Sign in with {####}" },
    async ({ pools }, settings) => {
      const needs = { SmsConfiguration, MfaConfiguration: "ON" as const };
      const state = await pools.create({ ...needs, SmsAuthenticationMessage: "Your first code is {####}" });
      const { pool, mfa } = await pools.update(state, { ...needs, ...settings });
      assert.equal(pool.SmsAuthenticationMessage, "Sign in with {####}");
      assert.equal(mfa.SmsMfaConfiguration?.SmsAuthenticationMessage, "Sign in with {####}");
    },
  ),
  refused("S1-111", "sms_authentication_message: must hold the placeholder", [
    { SmsAuthenticationMessage: "Sign in with your code" },
  ]),
  echo(
    "S1-112",
    "sms_configuration: serves verification and SMS factors, and stays when it is removed",
    { SmsConfiguration: { ...SmsConfiguration, SnsRegion: "us-east-1" } },
    { removed: { SmsConfiguration: { ...SmsConfiguration, SnsRegion: "us-east-1" } } },
  ),

  echo(
    "S1-136",
    "default_email_option: CONFIRM_WITH_LINK",
    { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } },
    { removed: { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" } } },
  ),
  statement("S1-137", "default_email_option: CONFIRM_WITH_CODE sends a code", async (scene) => {
    const { pool, message } = await signUpMessage(scene, {
      VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
    });
    comesBack(pool, { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" } });
    assert.match(message.code ?? "", /^\d{6}$/);
    assert.equal(message.link, undefined);
  }),
  statement("S1-138", "default_email_option: CONFIRM_WITH_CODE unless set", async ({ pools }) => {
    const { pool } = await pools.create({});
    assert.deepEqual(pool.VerificationMessageTemplate, { DefaultEmailOption: "CONFIRM_WITH_CODE" });
  }),
  templated(
    "S1-139",
    "verification_message_template.email_message",
    "EmailMessage",
    "EmailVerificationMessage",
    "The code: {####}",
  ),
  refused("S1-140", "verification_message_template.email_message: must hold the placeholder", [
    { VerificationMessageTemplate: { EmailMessage: "Your code is on its way" } },
    { EmailVerificationMessage: "Your code is on its way" },
  ]),
  poolRow(
    "S1-141",
    "verification_message_template.email_message_by_link: the text of links, with the link in the placeholder's place",
    { VerificationMessageTemplate: { EmailMessageByLink: "So {##Click Here##}, please" } },
    async (scene, settings) => {
      const { pool, message } = await linkMessage(scene, settings);
      assert.equal(pool.VerificationMessageTemplate?.EmailMessageByLink, "So {##Click Here##}, please");
      assert.match(message.html ?? message.text, /^So <a href="?[^>]+"?>Click Here<\/a>, please$/);
    },
  ),
  refused("S1-142", "verification_message_template.email_message_by_link: must hold the placeholder", [
    { VerificationMessageTemplate: { EmailMessageByLink: "Click here" } },
  ]),
  templated(
    "S1-143",
    "verification_message_template.email_subject",
    "EmailSubject",
    "EmailVerificationSubject",
    "Your own code",
  ),
  poolRow(
    "S1-144",
    "verification_message_template.email_subject_by_link: the subject of links",
    { VerificationMessageTemplate: { EmailSubjectByLink: "Your own link" } },
    async (scene, settings) => {
      const { pool, message } = await linkMessage(scene, settings);
      assert.equal(pool.VerificationMessageTemplate?.EmailSubjectByLink, "Your own link");
      assert.equal(message.subject, "Your own link");
    },
  ),
  templated(
    "S1-145",
    "verification_message_template.sms_message",
    "SmsMessage",
    "SmsVerificationMessage",
    "The code: {####}",
  ),
  refused("S1-146", "verification_message_template.sms_message: must hold the placeholder", [
    { VerificationMessageTemplate: { SmsMessage: "Your code is on its way" } },
    { SmsVerificationMessage: "Your code is on its way" },
  ]),
];
