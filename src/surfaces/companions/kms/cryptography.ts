/** Encryption and decryption under keys, data keys and random bytes. */
import { type CompanionAction, type CompanionCaller, CompanionException } from "../../protocols/companion.js";
import {
  bytes,
  flag,
  listOf,
  mapOf,
  type Read,
  readInput,
  required,
  structure,
  text,
  ValidationException,
  whole,
} from "../member-rules.js";
import { decrypt, keyIdIn } from "./cipher.js";
import { generateDataKey, wrap } from "./data-key.js";
import {
  DryRunOperationException,
  IncorrectKeyException,
  InvalidCiphertextException,
  NotAvailableException,
  NotFoundException,
} from "./exceptions.js";
import { arnOf, checkUsable, type KeyNeeds, type KeyRecord, keyIdRule, keyOrThrow } from "./key-record.js";

const symmetric = "SYMMETRIC_DEFAULT";
const contextRule = mapOf(text());
const algorithmRule = text({ oneOf: [symmetric, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"] });
const commonRules = {
  GrantTokens: listOf(text({ min: 1, max: 8192 }), { max: 10 }),
  DryRun: flag,
  Recipient: structure({}),
};
const plaintextRule = bytes({ min: 1, max: 4096 });
const ciphertextRule = bytes({ min: 1, max: 6144 });
const encryptRules = {
  ...commonRules,
  KeyId: required(keyIdRule),
  Plaintext: required(plaintextRule),
  EncryptionContext: contextRule,
  EncryptionAlgorithm: algorithmRule,
};
const decryptRules = {
  ...commonRules,
  KeyId: keyIdRule,
  CiphertextBlob: required(ciphertextRule),
  EncryptionContext: contextRule,
  EncryptionAlgorithm: algorithmRule,
};
const reEncryptRules = {
  ...commonRules,
  CiphertextBlob: required(ciphertextRule),
  SourceKeyId: keyIdRule,
  SourceEncryptionContext: contextRule,
  SourceEncryptionAlgorithm: algorithmRule,
  DestinationKeyId: required(keyIdRule),
  DestinationEncryptionContext: contextRule,
  DestinationEncryptionAlgorithm: algorithmRule,
};
const dataKeyRules = {
  ...commonRules,
  KeyId: required(keyIdRule),
  EncryptionContext: contextRule,
  KeySpec: text({ oneOf: ["AES_256", "AES_128"] }),
  NumberOfBytes: whole({ min: 1, max: 1024 }),
};
const randomRules = {
  NumberOfBytes: whole({ min: 1, max: 1024 }),
  CustomKeyStoreId: text({ min: 1, max: 64 }),
  Recipient: structure({}),
};
const maxContext = 8192;

type Context = Readonly<Record<string, string>>;

/** Throws where the request asks for more than encryption under a symmetric key. */
function checkCommon(
  record: KeyRecord,
  { DryRun, Recipient }: Read<typeof commonRules>,
  contexts: readonly (Context | undefined)[],
  algorithms: readonly (string | undefined)[],
): void {
  if (Recipient !== undefined) throw new NotAvailableException("Recipient");
  for (const algorithm of algorithms) {
    if (algorithm === undefined || algorithm === symmetric) continue;
    throw new CompanionException(
      "InvalidKeyUsageException",
      `Algorithm ${algorithm} is incompatible with key spec ${symmetric}.`,
    );
  }
  if (contexts.some((context) => JSON.stringify(context ?? {}).length > maxContext)) {
    throw new ValidationException(`EncryptionContext must be at most ${maxContext} characters`);
  }
  checkUsable(record);
  if (DryRun === true) throw new DryRunOperationException();
}

/** The actions. */
export function cryptographyActions(needs: KeyNeeds): Readonly<Record<string, CompanionAction>> {
  const { store, random } = needs;
  const keyOf = (caller: CompanionCaller, id: string) => keyOrThrow(needs, store, caller, id, { byAlias: true });

  /** The key of a ciphertext, which must be the one that the caller names, if he names one. */
  async function keyOfCiphertext(caller: CompanionCaller, ciphertext: Buffer, named: string | undefined) {
    const expected = named === undefined ? undefined : await keyOf(caller, named);
    const id = keyIdIn(ciphertext);
    if (id === undefined) throw new InvalidCiphertextException();
    if (expected !== undefined && expected.name !== id) throw new IncorrectKeyException();
    if (expected !== undefined) return expected;
    try {
      return await keyOf(caller, id);
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
      throw new CompanionException(
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
      );
    }
  }

  function open(record: KeyRecord, ciphertext: Buffer, context: Context = {}) {
    const opened = decrypt(record.value.materials, { keyArn: arnOf(record), context }, ciphertext);
    if (opened === undefined) throw new InvalidCiphertextException();
    return opened;
  }

  async function dataKey(caller: CompanionCaller, input: Readonly<Record<string, unknown>>) {
    const asked = readInput(dataKeyRules, input);
    if ((asked.KeySpec === undefined) === (asked.NumberOfBytes === undefined)) {
      throw new ValidationException("Please specify either number of bytes or key spec.");
    }
    checkCommon(await keyOf(caller, asked.KeyId), asked, [asked.EncryptionContext], []);
    const length = asked.NumberOfBytes ?? (asked.KeySpec === "AES_128" ? 16 : 32);
    const made = await generateDataKey(needs, caller, asked.KeyId, asked.EncryptionContext ?? {}, length);
    const answer = {
      CiphertextBlob: made.ciphertext.toString("base64"),
      KeyId: made.keyArn,
      KeyMaterialId: made.materialId,
    };
    return { answer, plaintext: made.plaintext };
  }

  return {
    async Encrypt(caller, input) {
      const asked = readInput(encryptRules, input);
      const record = await keyOf(caller, asked.KeyId);
      checkCommon(record, asked, [asked.EncryptionContext], [asked.EncryptionAlgorithm]);
      const wrapped = await wrap(needs, caller, asked.KeyId, asked.EncryptionContext ?? {}, asked.Plaintext);
      return {
        CiphertextBlob: wrapped.ciphertext.toString("base64"),
        KeyId: wrapped.keyArn,
        EncryptionAlgorithm: symmetric,
      };
    },

    async Decrypt(caller, input) {
      const asked = readInput(decryptRules, input);
      const record = await keyOfCiphertext(caller, asked.CiphertextBlob, asked.KeyId);
      checkCommon(record, asked, [asked.EncryptionContext], [asked.EncryptionAlgorithm]);
      const { plaintext, material } = open(record, asked.CiphertextBlob, asked.EncryptionContext);
      return {
        KeyId: arnOf(record),
        Plaintext: plaintext.toString("base64"),
        EncryptionAlgorithm: symmetric,
        KeyMaterialId: material.id,
      };
    },

    async ReEncrypt(caller, input) {
      const asked = readInput(reEncryptRules, input);
      const source = await keyOfCiphertext(caller, asked.CiphertextBlob, asked.SourceKeyId);
      const destination = await keyOf(caller, asked.DestinationKeyId);
      checkUsable(source);
      checkCommon(
        destination,
        asked,
        [asked.SourceEncryptionContext, asked.DestinationEncryptionContext],
        [asked.SourceEncryptionAlgorithm, asked.DestinationEncryptionAlgorithm],
      );
      const { plaintext, material } = open(source, asked.CiphertextBlob, asked.SourceEncryptionContext);
      const context = asked.DestinationEncryptionContext ?? {};
      const wrapped = await wrap(needs, caller, asked.DestinationKeyId, context, plaintext);
      return {
        CiphertextBlob: wrapped.ciphertext.toString("base64"),
        SourceKeyId: arnOf(source),
        KeyId: wrapped.keyArn,
        SourceEncryptionAlgorithm: symmetric,
        DestinationEncryptionAlgorithm: symmetric,
        SourceKeyMaterialId: material.id,
        DestinationKeyMaterialId: wrapped.materialId,
      };
    },

    async GenerateDataKey(caller, input) {
      const { answer, plaintext } = await dataKey(caller, input);
      return { ...answer, Plaintext: plaintext.toString("base64") };
    },
    GenerateDataKeyWithoutPlaintext: async (caller, input) => (await dataKey(caller, input)).answer,

    async GenerateRandom(_caller, input) {
      const { NumberOfBytes, CustomKeyStoreId, Recipient } = readInput(randomRules, input);
      if (CustomKeyStoreId !== undefined) throw new NotAvailableException("A custom key store");
      if (Recipient !== undefined) throw new NotAvailableException("Recipient");
      if (NumberOfBytes === undefined) throw new ValidationException("NumberOfBytes is required.");
      return { Plaintext: random.bytes(NumberOfBytes).toString("base64") };
    },
  };
}
