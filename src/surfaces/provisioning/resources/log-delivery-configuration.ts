/** AWS::Cognito::LogDeliveryConfiguration: where a pool's logs would go. Its id is the pool's. */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { attachedSetting } from "./attached-setting.js";
import { ifFound } from "./handler-error.js";

const schema = resourceTypeFacts["AWS::Cognito::LogDeliveryConfiguration"];

export const logDeliveryConfiguration = attachedSetting({
  schema,
  says: ["LogConfigurations"],
  identifier: (model) => String(model["UserPoolId"]),
  async read(call, UserPoolId) {
    const shown = (await ifFound(call("GetLogDeliveryConfiguration", { UserPoolId })))?.LogDeliveryConfiguration;
    if (shown === undefined || shown.LogConfigurations.length === 0) return undefined;
    return { Id: UserPoolId, UserPoolId, LogConfigurations: shown.LogConfigurations };
  },
  async set(call, { UserPoolId, LogConfigurations }) {
    await call("SetLogDeliveryConfiguration", { UserPoolId, LogConfigurations });
  },
  async remove(call, UserPoolId) {
    await call("SetLogDeliveryConfiguration", { UserPoolId, LogConfigurations: [] });
  },
  ref: (identifier) => identifier,
  attributes: (model) => ({ Id: String(model["Id"] ?? "") }),
});
