/** What tests of resource servers do again and again: one that everything is right about. */
import { CreateResourceServerCommand } from "./clients.js";
import type { TestWorld } from "./world.js";

/** What a resource server needs besides its pool. */
export const api = { Identifier: "https://api", Name: "Api" };
/** What it may have. */
export const apiScopes = [{ ScopeName: "read", ScopeDescription: "Reads" }];

/** CreateResourceServer; `input` says what is different. */
export const createResourceServer = ({ client }: TestWorld, UserPoolId: string, input: object = {}) =>
  client.send(new CreateResourceServerCommand({ UserPoolId, ...api, ...input }));
