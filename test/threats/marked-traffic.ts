/**
 * Traffic in which every secret is marked: what a client sends and gets that must be found nowhere afterwards. Owns the
 * calls and the list of secrets; where to look for them is the tests'.
 */
import assert from "node:assert/strict";
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type CallOptions, type Credentials, post, send } from "../faults/wire.js";
import { srpClient } from "../srp-client.js";
import { secretOf, totpCode } from "../totp.js";

/** Where the traffic goes. */
export interface Destination {
  readonly url: string;
  readonly credentials: Credentials;
  /** Codes and invitations that were written to an address, where the server tells. */
  readonly inbox: ((to: string) => Promise<readonly { code?: string; temporaryPassword?: string }[]>) | undefined;
}

/** What must not be found, by a name for the report. */
export type Secrets = Map<string, string | Buffer>;

/** Runs the traffic and answers its secrets. */
export async function markedTraffic({ url, credentials, inbox }: Destination): Promise<Secrets> {
  const secrets: Secrets = new Map();
  const mark = (name: string): string => {
    const value = `SECRET-${name}-Aa1!${randomBytes(6).toString("hex")}`;
    secrets.set(name, value);
    return value;
  };
  const keep = (name: string, value: unknown): string => {
    assert.ok(typeof value === "string" && value !== "", name);
    secrets.set(name, value);
    return value;
  };
  const keepTokens = (name: string, tokens: Record<string, string>) => {
    for (const kind of ["AccessToken", "IdToken", "RefreshToken"]) {
      const token = tokens[kind];
      if (token === undefined) continue;
      keep(`${name} ${kind}`, token);
      // The last part alone would do for whoever has the rest.
      keep(`${name} ${kind}'s end`, token.slice(token.lastIndexOf(".") + 1));
    }
  };
  const signed: CallOptions = { credentials };
  const ask = async (operation: string, input: unknown, options: CallOptions = {}) => {
    const answer = await send(url, operation, input, options);
    assert.equal(answer.status, 200, `${operation}: ${answer.text}`);
    return answer.body;
  };
  const admin = (operation: string, input: unknown) => ask(operation, input, signed);
  const metadata = () => ({ ClientMetadata: { key: mark(`metadata-${secrets.size}`) } });
  const newest = async (name: string, to: string) => {
    const message = (await inbox?.(to))?.at(-1);
    if (message?.code !== undefined) keep(`${name} code`, message.code);
    if (message?.temporaryPassword !== undefined) keep(`${name} temporary password`, message.temporaryPassword);
    return message;
  };

  const { UserPool } = await admin("CreateUserPool", { PoolName: "marked", AutoVerifiedAttributes: ["email"] });
  const UserPoolId: string = UserPool.Id;
  const { UserPoolClient } = await admin("CreateUserPoolClient", {
    UserPoolId,
    ClientName: "confidential",
    GenerateSecret: true,
    PreventUserExistenceErrors: "ENABLED",
    ExplicitAuthFlows: [
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_ADMIN_USER_PASSWORD_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ],
  });
  const ClientId: string = UserPoolClient.ClientId;
  const clientSecret = keep("client secret", UserPoolClient.ClientSecret);
  const added = await admin("AddUserPoolClientSecret", { UserPoolId, ClientId });
  keep("second client secret", added.ClientSecretDescriptor.ClientSecretValue);
  const hash = (name: string, label: string) =>
    keep(
      `${label} hash`,
      createHmac("sha256", clientSecret)
        .update(name + ClientId)
        .digest("base64"),
    );
  await admin("CreateIdentityProvider", {
    UserPoolId,
    ProviderName: "upstream",
    ProviderType: "OIDC",
    ProviderDetails: {
      client_id: "known",
      client_secret: mark("provider secret"),
      oidc_issuer: "https://issuer.example.com",
      authorize_scopes: "openid",
      attributes_request_method: "GET",
      authorize_url: "https://issuer.example.com/authorize",
      token_url: "https://issuer.example.com/token",
      attributes_url: "https://issuer.example.com/userinfo",
      jwks_uri: "https://issuer.example.com/keys",
    },
  });

  // The file of an import that has yet to start, and the URL that took it.
  const upload = async (file: string, more: object = {}): Promise<string> => {
    const { UserImportJob } = await admin("CreateUserImportJob", {
      UserPoolId,
      JobName: "marked",
      CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/import",
      ...more,
    });
    const target = new URL(UserImportJob.PreSignedUrl);
    keep(`signature of upload ${UserImportJob.JobId}`, target.searchParams.get("signature"));
    const encryption = { host: new URL(url).host, "x-amz-server-side-encryption": "aws:kms" };
    const path = `${target.pathname}${target.search}`;
    const taken = await post(url, file, encryption, undefined, { method: "PUT", path });
    assert.equal(taken.status, 200, taken.text);
    return UserImportJob.JobId;
  };
  await upload(mark("import file"));

  // Two users whose passwords another directory hashed, a line that is none, and one that nobody can read.
  const hashed = mark("hashed password");
  const [waiting, replaced] = [hashOf(hashed), hashOf(hashed)];
  for (const [name, one] of Object.entries({ waiting, replaced })) {
    secrets.set(`${name} hash`, one.text);
    secrets.set(`digest of the ${name} hash`, one.digest);
    secrets.set(`salt of the ${name} hash`, one.salt);
  }
  const { CSVHeader } = await admin("GetCSVHeader", { UserPoolId });
  const columns: string[] = [...CSVHeader, "cognito:password_hash"];
  const lineOf = (name: string, hash: string) => {
    const email = `${name}@example.com`;
    const cells = { email, email_verified: "true", "cognito:username": name, "cognito:password_hash": hash };
    return columns.map((column) => (cells as Record<string, string>)[column] ?? "").join(",");
  };
  const lines = [
    lineOf("waiting", waiting.text),
    lineOf("replaced", replaced.text),
    lineOf("odd", mark("hash that is none")),
    lineOf("dear", `pbkdf2_sha256$99999999$${mark("salt of a dear hash")}$AAAAAAAAAAAAAAAAAAAAAAAAAAA`),
  ];
  const JobId = await upload([columns.join(","), ...lines].join("\n"), { PasswordHashingAlgorithm: "PBKDF2_SHA256" });
  await admin("StartUserImportJob", { UserPoolId, JobId });
  let job = { Status: "Pending" };
  for (let tries = 0; tries < 500 && job.Status !== "Succeeded"; tries += 1) {
    job = (await admin("DescribeUserImportJob", { UserPoolId, JobId })).UserImportJob;
    await sleep(20);
  }
  assert.equal(job.Status, "Succeeded");

  // A user who signs up, confirms, signs in, changes the password, forgets it.
  const email = [{ Name: "email", Value: "clear@example.com" }];
  const first = mark("sign-up password");
  await ask("SignUp", {
    ClientId,
    Username: "self",
    SecretHash: hash("self", "sign-up"),
    Password: first,
    UserAttributes: email,
    ValidationData: [{ Name: "validation", Value: mark("validation") }],
    ...metadata(),
  });
  const confirmation = await newest("sign-up", "clear@example.com");
  const wrongCode = { ClientId, Username: "self", SecretHash: hash("self", "confirm"), ...metadata() };
  await send(url, "ConfirmSignUp", { ...wrongCode, ConfirmationCode: mark("wrong code") });
  if (confirmation?.code === undefined) {
    await admin("AdminConfirmSignUp", { UserPoolId, Username: "self", ...metadata() });
    const attributes = [{ Name: "email_verified", Value: "true" }];
    await admin("AdminUpdateUserAttributes", {
      UserPoolId,
      Username: "self",
      UserAttributes: attributes,
      ...metadata(),
    });
  } else {
    await ask("ConfirmSignUp", { ...wrongCode, ConfirmationCode: confirmation.code });
  }
  const signIn = async (name: string, password: string) =>
    (
      await ask("InitiateAuth", {
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: name, PASSWORD: password, SECRET_HASH: hash(name, "sign-in") },
        ...metadata(),
      })
    ).AuthenticationResult;
  const tokens = await signIn("self", first);
  keepTokens("password sign-in", tokens);
  keepTokens("sign-in by a hash", await signIn("replaced", hashed));
  const second = mark("changed password");
  await ask("ChangePassword", {
    AccessToken: tokens.AccessToken,
    PreviousPassword: first,
    ProposedPassword: second,
  });
  await ask("GetUser", { AccessToken: tokens.AccessToken });
  await admin("SetUserPoolMfaConfig", {
    UserPoolId,
    MfaConfiguration: "OPTIONAL",
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
  const softwareToken = async (name: string) => {
    const { SecretCode } = await ask("AssociateSoftwareToken", { AccessToken: tokens.AccessToken });
    secrets.set(`${name}'s bytes`, secretOf(SecretCode));
    return keep(name, SecretCode);
  };
  await ask("VerifySoftwareToken", {
    AccessToken: tokens.AccessToken,
    UserCode: keep("code of an authenticator", totpCode(await softwareToken("proven software token"), Date.now())),
    FriendlyDeviceName: mark("device name"),
  });
  await softwareToken("pending software token");
  const refreshed = await ask("InitiateAuth", {
    ClientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: tokens.RefreshToken, SECRET_HASH: hash("self", "refresh") },
  });
  keepTokens("refresh", refreshed.AuthenticationResult);
  await ask("ForgotPassword", { ClientId, Username: "self", SecretHash: hash("self", "forgot"), ...metadata() });
  const reset = await newest("reset", "clear@example.com");
  await send(url, "ConfirmForgotPassword", {
    ClientId,
    Username: "self",
    SecretHash: hash("self", "reset"),
    ConfirmationCode: reset?.code ?? mark("guessed code"),
    Password: mark("reset password"),
    ...metadata(),
  });

  // A user made by an administrator, who signs in by SRP and replaces the temporary password.
  const temporary = mark("temporary password");
  await admin("AdminCreateUser", {
    UserPoolId,
    Username: "invited",
    TemporaryPassword: temporary,
    UserAttributes: [{ Name: "email", Value: "invited@example.com" }],
    DesiredDeliveryMediums: ["EMAIL"],
    ValidationData: [{ Name: "validation", Value: mark("admin validation") }],
    ...metadata(),
  });
  await admin("AdminCreateUser", {
    UserPoolId,
    Username: "generated",
    UserAttributes: [{ Name: "email", Value: "generated@example.com" }],
    DesiredDeliveryMediums: ["EMAIL"],
  });
  await newest("generated invitation", "generated@example.com");
  const srp = srpClient(UserPoolId);
  keep("SRP_A", srp.A);
  const begun = await ask("InitiateAuth", {
    ClientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: "invited", SRP_A: srp.A, SECRET_HASH: hash("invited", "srp") },
    ...metadata(),
  });
  keep("SECRET_BLOCK", begun.ChallengeParameters.SECRET_BLOCK);
  secrets.set("SRP salt", Buffer.from(begun.ChallengeParameters.SALT, "hex"));
  const answer = srp.answer(begun.ChallengeParameters, temporary, Date.now());
  keep("SRP signature", answer["PASSWORD_CLAIM_SIGNATURE"]);
  secrets.set(
    "identity hash",
    createHash("sha256")
      .update(`${UserPoolId.split("_")[1]}invited:${temporary}`)
      .digest(),
  );
  const challenge = await ask("RespondToAuthChallenge", {
    ClientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: { ...answer, SECRET_HASH: hash("invited", "srp answer") },
    ...metadata(),
  });
  assert.equal(challenge.ChallengeName, "NEW_PASSWORD_REQUIRED");
  const done = await ask("RespondToAuthChallenge", {
    ClientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: keep("Session", challenge.Session),
    ChallengeResponses: {
      USERNAME: "invited",
      NEW_PASSWORD: mark("new password"),
      SECRET_HASH: hash("invited", "new password"),
    },
  });
  keepTokens("SRP sign-in", done.AuthenticationResult);
  const permanent = mark("permanent password");
  await admin("AdminSetUserPassword", { UserPoolId, Username: "invited", Password: permanent, Permanent: true });
  const byAdmin = await admin("AdminInitiateAuth", {
    UserPoolId,
    ClientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: "invited", PASSWORD: permanent, SECRET_HASH: hash("invited", "admin") },
    ...metadata(),
  });
  keepTokens("admin sign-in", byAdmin.AuthenticationResult);
  await ask("RevokeToken", { ClientId, ClientSecret: clientSecret, Token: byAdmin.AuthenticationResult.RefreshToken });

  await failures(url, ClientId, UserPoolId, signed, mark);
  return secrets;
}

/** A hash as passlib writes it. */
function hashOf(password: string): { readonly text: string; readonly salt: Buffer; readonly digest: Buffer } {
  const salt = randomBytes(16);
  const digest = pbkdf2Sync(password, salt, 1_000, 32, "sha256");
  const spelled = (bytes: Buffer) => bytes.toString("base64").replaceAll("+", ".").replace(/=+$/, "");
  return { text: `$pbkdf2-sha256$1000$${spelled(salt)}$${spelled(digest)}`, salt, digest };
}

/** Requests that fail in every way: the refusal and its log line must not repeat what they carried. */
async function failures(
  url: string,
  ClientId: string,
  UserPoolId: string,
  signed: CallOptions,
  mark: (name: string) => string,
): Promise<void> {
  const password = (at: string, name = "self") => ({
    ClientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: name, PASSWORD: mark(`password ${at}`), SECRET_HASH: mark(`hash ${at}`) },
  });
  const refused: Promise<{ status: number }>[] = [
    send(url, "InitiateAuth", password("with a wrong hash")),
    send(url, "InitiateAuth", password("of an imported hash", "waiting")),
    send(url, "InitiateAuth", JSON.stringify(password("in broken JSON")).slice(0, -3)),
    send(url, "InitiateAuth", password("as plain text"), { headers: { "content-type": "text/plain" } }),
    send(url, "NoSuchOperation", password("for no operation"), signed),
    send(url, "SignUp", { ClientId: 7, Username: ["self"], Password: mark("password of a mistyped call") }),
    send(url, "SignUp", {
      ClientId,
      Username: "weak",
      Password: mark("x").slice(0, 10).toLowerCase(),
      SecretHash: "x",
    }),
    send(url, "ChangePassword", {
      AccessToken: mark("token that is none"),
      PreviousPassword: mark("previous password"),
      ProposedPassword: mark("proposed password"),
    }),
    send(url, "GetUser", { AccessToken: `eyJhbGciOiJub25lIn0.${mark("claims")}.` }),
    send(
      url,
      "AdminSetUserPassword",
      { UserPoolId, Username: "nobody", Password: mark("password for nobody") },
      signed,
    ),
    send(
      url,
      "AdminGetUser",
      { UserPoolId, Username: "self" },
      {
        credentials: { accessKeyId: "AKIDUNKNOWN", secretAccessKey: mark("secret access key") },
        headers: { "x-amz-security-token": mark("session token") },
      },
    ),
    send(url, "RespondToAuthChallenge", {
      ClientId,
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      Session: mark("session that is none"),
      ChallengeResponses: { USERNAME: "self", NEW_PASSWORD: mark("new password without session") },
    }),
    post(url, "", {}, undefined, { method: "GET", path: `/?password=${encodeURIComponent(mark("query"))}` }),
    post(url, "", {}, undefined, {
      method: "GET",
      path: `/confirmUser/?client_id=${ClientId}&user_name=self&confirmation_code=${encodeURIComponent(mark("link"))}`,
    }),
    post(url, `Action=GetCallerIdentity&Secret=${encodeURIComponent(mark("form"))}`, {
      "content-type": "application/x-www-form-urlencoded",
    }),
  ];
  for (const { status } of await Promise.all(refused)) assert.notEqual(status, 500);
}
