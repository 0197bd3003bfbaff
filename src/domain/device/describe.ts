/**
 * Owns the wire form of a device. Users see less of it than administrators, who also see the attributes named `dev:`
 * (examples of AdminGetDevice and AdminListDevices in the API reference; live answers of ListDevices in Amplify's pull
 * request 12171).
 */
import type { AttributeType, DeviceType } from "../../model/generated/types.js";
import type { Device } from "../device.js";
import type { User } from "../user.js";
import type { UserPool } from "../user-pool.js";

/** The device as its user sees it. */
export function describeDevice(device: Device): DeviceType {
  return withAttributes(device, [...nameAndStatus(device), lastIpUsed(device)]);
}

/** The device as administrators see it. */
export function describeDeviceToAdmin(
  pool: Pick<UserPool, "id" | "region" | "accountId">,
  user: Pick<User, "username">,
  device: Device,
): DeviceType {
  const owner = `${user.username}.${pool.id}`;
  return withAttributes(device, [
    ...nameAndStatus(device),
    {
      Name: "dev:device_arn",
      Value: `arn:aws:cognito-idp:${pool.region}:${pool.accountId}:owner/${owner}/device/${device.deviceKey}`,
    },
    { Name: "dev:device_owner", Value: owner },
    lastIpUsed(device),
    { Name: "dev:device_remembered_status", Value: device.remembered ? "remembered" : "not_remembered" },
    { Name: "dev:device_sdk", Value: "aws-sdk-unknown-unknown" },
  ]);
}

function nameAndStatus({ name }: Device): AttributeType[] {
  return [
    { Name: "device_status", Value: "valid" },
    ...(name === undefined ? [] : [{ Name: "device_name", Value: name }]),
  ];
}

function lastIpUsed({ lastIpAddress }: Device): AttributeType {
  return { Name: "last_ip_used", Value: lastIpAddress };
}

function withAttributes(device: Device, attributes: AttributeType[]): DeviceType {
  return {
    DeviceKey: device.deviceKey,
    DeviceAttributes: attributes,
    DeviceCreateDate: device.createdAt / 1000,
    DeviceLastModifiedDate: device.modifiedAt / 1000,
    // The service answers whole seconds here, and here only.
    DeviceLastAuthenticatedDate: Math.floor(device.lastAuthenticatedAt / 1000),
  };
}
