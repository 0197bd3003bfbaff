/**
 * Owns the shape of an app client as the program knows it: what its owner set, without its secrets.
 * Rules over it live in `domain/app-client/`; its secrets are rows of their own (`ports/tables/client-secrets.ts`).
 */
import type { CreateUserPoolClientRequest } from "../model/generated/types.js";

/** Settings of an app client exactly as its owner sent them; a member never sent is absent. */
export type AppClientSettings = Omit<
  CreateUserPoolClientRequest,
  "UserPoolId" | "ClientName" | "GenerateSecret" | "ClientSecret"
>;

/** One app client. Times are epoch milliseconds. */
export interface AppClient {
  /** Unique in the whole installation: unsigned calls carry nothing else. */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
  readonly settings: AppClientSettings;
  /** Whether it has secrets; absent where nobody looked (`AppClients.withPool` does). */
  readonly hasSecrets?: boolean;
}

/** One of at most two secrets of an app client. */
export interface ClientSecret {
  /** `<client-id>--<epoch-create-time>`. */
  readonly id: string;
  readonly clientId: string;
  readonly value: string;
  readonly createdAt: number;
}
