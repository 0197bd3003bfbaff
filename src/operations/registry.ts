/**
 * The index of the API: every operation of the published model, by name. Written by scripts/write-registry.mjs.
 */
import type { OperationName } from "../model/generated/operations.js";
import { addUserPoolClientSecret } from "./app-clients/add-user-pool-client-secret.js";
import { createUserPoolClient } from "./app-clients/create-user-pool-client.js";
import { deleteUserPoolClient } from "./app-clients/delete-user-pool-client.js";
import { deleteUserPoolClientSecret } from "./app-clients/delete-user-pool-client-secret.js";
import { describeUserPoolClient } from "./app-clients/describe-user-pool-client.js";
import { listUserPoolClientSecrets } from "./app-clients/list-user-pool-client-secrets.js";
import { listUserPoolClients } from "./app-clients/list-user-pool-clients.js";
import { updateUserPoolClient } from "./app-clients/update-user-pool-client.js";
import { getUICustomization } from "./appearance/get-ui-customization.js";
import { setUICustomization } from "./appearance/set-ui-customization.js";
import { adminInitiateAuth } from "./auth/admin-initiate-auth.js";
import { adminRespondToAuthChallenge } from "./auth/admin-respond-to-auth-challenge.js";
import { adminUserGlobalSignOut } from "./auth/admin-user-global-sign-out.js";
import { getClientToken } from "./auth/get-client-token.js";
import { getDerivedToken } from "./auth/get-derived-token.js";
import { getTokensFromRefreshToken } from "./auth/get-tokens-from-refresh-token.js";
import { globalSignOut } from "./auth/global-sign-out.js";
import { initiateAuth } from "./auth/initiate-auth.js";
import { respondToAuthChallenge } from "./auth/respond-to-auth-challenge.js";
import { revokeToken } from "./auth/revoke-token.js";
import { adminForgetDevice } from "./devices/admin-forget-device.js";
import { adminGetDevice } from "./devices/admin-get-device.js";
import { adminListDevices } from "./devices/admin-list-devices.js";
import { adminUpdateDeviceStatus } from "./devices/admin-update-device-status.js";
import { confirmDevice } from "./devices/confirm-device.js";
import { forgetDevice } from "./devices/forget-device.js";
import { getDevice } from "./devices/get-device.js";
import { listDevices } from "./devices/list-devices.js";
import { updateDeviceStatus } from "./devices/update-device-status.js";
import { createUserPoolDomain } from "./domains/create-user-pool-domain.js";
import { deleteUserPoolDomain } from "./domains/delete-user-pool-domain.js";
import { describeUserPoolDomain } from "./domains/describe-user-pool-domain.js";
import { updateUserPoolDomain } from "./domains/update-user-pool-domain.js";
import { adminDeleteSoftwareToken } from "./factors/admin-delete-software-token.js";
import { adminGetUserAuthFactors } from "./factors/admin-get-user-auth-factors.js";
import { associateSoftwareToken } from "./factors/associate-software-token.js";
import { getUserAuthFactors } from "./factors/get-user-auth-factors.js";
import { verifySoftwareToken } from "./factors/verify-software-token.js";
import { adminAddUserToGroup } from "./groups/admin-add-user-to-group.js";
import { adminListGroupsForUser } from "./groups/admin-list-groups-for-user.js";
import { adminRemoveUserFromGroup } from "./groups/admin-remove-user-from-group.js";
import { createGroup } from "./groups/create-group.js";
import { deleteGroup } from "./groups/delete-group.js";
import { getGroup } from "./groups/get-group.js";
import { listGroups } from "./groups/list-groups.js";
import { listUsersInGroup } from "./groups/list-users-in-group.js";
import { updateGroup } from "./groups/update-group.js";
import { adminDisableProviderForUser } from "./identity-providers/admin-disable-provider-for-user.js";
import { adminLinkProviderForUser } from "./identity-providers/admin-link-provider-for-user.js";
import { createIdentityProvider } from "./identity-providers/create-identity-provider.js";
import { deleteIdentityProvider } from "./identity-providers/delete-identity-provider.js";
import { describeIdentityProvider } from "./identity-providers/describe-identity-provider.js";
import { getIdentityProviderByIdentifier } from "./identity-providers/get-identity-provider-by-identifier.js";
import { listIdentityProviders } from "./identity-providers/list-identity-providers.js";
import { updateIdentityProvider } from "./identity-providers/update-identity-provider.js";
import { getProvisionedLimit } from "./limits/get-provisioned-limit.js";
import { updateProvisionedLimit } from "./limits/update-provisioned-limit.js";
import { getLogDeliveryConfiguration } from "./log-delivery/get-log-delivery-configuration.js";
import { setLogDeliveryConfiguration } from "./log-delivery/set-log-delivery-configuration.js";
import { createManagedLoginBranding } from "./managed-login-branding/create-managed-login-branding.js";
import { deleteManagedLoginBranding } from "./managed-login-branding/delete-managed-login-branding.js";
import { describeManagedLoginBranding } from "./managed-login-branding/describe-managed-login-branding.js";
import { describeManagedLoginBrandingByClient } from "./managed-login-branding/describe-managed-login-branding-by-client.js";
import { updateManagedLoginBranding } from "./managed-login-branding/update-managed-login-branding.js";
import type { Operation } from "./operation.js";
import { completeWebAuthnRegistration } from "./passkeys/complete-web-authn-registration.js";
import { deleteWebAuthnCredential } from "./passkeys/delete-web-authn-credential.js";
import { listWebAuthnCredentials } from "./passkeys/list-web-authn-credentials.js";
import { startWebAuthnRegistration } from "./passkeys/start-web-authn-registration.js";
import { createUserPoolReplica } from "./replicas/create-user-pool-replica.js";
import { deleteUserPoolReplica } from "./replicas/delete-user-pool-replica.js";
import { listUserPoolReplicas } from "./replicas/list-user-pool-replicas.js";
import { updateUserPoolReplica } from "./replicas/update-user-pool-replica.js";
import { createResourceServer } from "./resource-servers/create-resource-server.js";
import { deleteResourceServer } from "./resource-servers/delete-resource-server.js";
import { describeResourceServer } from "./resource-servers/describe-resource-server.js";
import { listResourceServers } from "./resource-servers/list-resource-servers.js";
import { updateResourceServer } from "./resource-servers/update-resource-server.js";
import { changePassword } from "./self-service/change-password.js";
import { confirmForgotPassword } from "./self-service/confirm-forgot-password.js";
import { confirmSignUp } from "./self-service/confirm-sign-up.js";
import { deleteUser } from "./self-service/delete-user.js";
import { deleteUserAttributes } from "./self-service/delete-user-attributes.js";
import { forgotPassword } from "./self-service/forgot-password.js";
import { getUser } from "./self-service/get-user.js";
import { getUserAttributeVerificationCode } from "./self-service/get-user-attribute-verification-code.js";
import { resendConfirmationCode } from "./self-service/resend-confirmation-code.js";
import { setUserMFAPreference } from "./self-service/set-user-mfa-preference.js";
import { setUserSettings } from "./self-service/set-user-settings.js";
import { signUp } from "./self-service/sign-up.js";
import { updateUserAttributes } from "./self-service/update-user-attributes.js";
import { verifyUserAttribute } from "./self-service/verify-user-attribute.js";
import { adminListUserSessions } from "./sessions/admin-list-user-sessions.js";
import { adminRevokeUserSession } from "./sessions/admin-revoke-user-session.js";
import { getUserPoolClientSessionConfiguration } from "./sessions/get-user-pool-client-session-configuration.js";
import { getUserPoolSessionConfiguration } from "./sessions/get-user-pool-session-configuration.js";
import { listUserSessions } from "./sessions/list-user-sessions.js";
import { revokeUserSession } from "./sessions/revoke-user-session.js";
import { setUserPoolClientSessionConfiguration } from "./sessions/set-user-pool-client-session-configuration.js";
import { setUserPoolSessionConfiguration } from "./sessions/set-user-pool-session-configuration.js";
import { createTerms } from "./terms/create-terms.js";
import { deleteTerms } from "./terms/delete-terms.js";
import { describeTerms } from "./terms/describe-terms.js";
import { describeTermsByClient } from "./terms/describe-terms-by-client.js";
import { listTerms } from "./terms/list-terms.js";
import { updateTerms } from "./terms/update-terms.js";
import { adminUpdateAuthEventFeedback } from "./threat-protection/admin-update-auth-event-feedback.js";
import { describeRiskConfiguration } from "./threat-protection/describe-risk-configuration.js";
import { setRiskConfiguration } from "./threat-protection/set-risk-configuration.js";
import { updateAuthEventFeedback } from "./threat-protection/update-auth-event-feedback.js";
import { createUserImportJob } from "./user-import/create-user-import-job.js";
import { describeUserImportJob } from "./user-import/describe-user-import-job.js";
import { getCSVHeader } from "./user-import/get-csv-header.js";
import { listUserImportJobs } from "./user-import/list-user-import-jobs.js";
import { startUserImportJob } from "./user-import/start-user-import-job.js";
import { stopUserImportJob } from "./user-import/stop-user-import-job.js";
import { addCustomAttributes } from "./user-pools/add-custom-attributes.js";
import { createUserPool } from "./user-pools/create-user-pool.js";
import { deleteUserPool } from "./user-pools/delete-user-pool.js";
import { describeUserPool } from "./user-pools/describe-user-pool.js";
import { getSigningCertificate } from "./user-pools/get-signing-certificate.js";
import { getUserPoolMfaConfig } from "./user-pools/get-user-pool-mfa-config.js";
import { listTagsForResource } from "./user-pools/list-tags-for-resource.js";
import { listUserPools } from "./user-pools/list-user-pools.js";
import { setUserPoolMfaConfig } from "./user-pools/set-user-pool-mfa-config.js";
import { tagResource } from "./user-pools/tag-resource.js";
import { untagResource } from "./user-pools/untag-resource.js";
import { updateUserPool } from "./user-pools/update-user-pool.js";
import { adminConfirmSignUp } from "./users/admin-confirm-sign-up.js";
import { adminCreateUser } from "./users/admin-create-user.js";
import { adminDeleteUser } from "./users/admin-delete-user.js";
import { adminDeleteUserAttributes } from "./users/admin-delete-user-attributes.js";
import { adminDisableUser } from "./users/admin-disable-user.js";
import { adminEnableUser } from "./users/admin-enable-user.js";
import { adminGetUser } from "./users/admin-get-user.js";
import { adminListUserAuthEvents } from "./users/admin-list-user-auth-events.js";
import { adminResetUserPassword } from "./users/admin-reset-user-password.js";
import { adminSetUserMFAPreference } from "./users/admin-set-user-mfa-preference.js";
import { adminSetUserPassword } from "./users/admin-set-user-password.js";
import { adminSetUserSettings } from "./users/admin-set-user-settings.js";
import { adminUpdateUserAttributes } from "./users/admin-update-user-attributes.js";
import { listUsers } from "./users/list-users.js";

export const registry: { readonly [O in OperationName]: Operation<O> } = {
  AddCustomAttributes: addCustomAttributes,
  AddUserPoolClientSecret: addUserPoolClientSecret,
  AdminAddUserToGroup: adminAddUserToGroup,
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminCreateUser: adminCreateUser,
  AdminDeleteSoftwareToken: adminDeleteSoftwareToken,
  AdminDeleteUser: adminDeleteUser,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  AdminDisableProviderForUser: adminDisableProviderForUser,
  AdminDisableUser: adminDisableUser,
  AdminEnableUser: adminEnableUser,
  AdminForgetDevice: adminForgetDevice,
  AdminGetDevice: adminGetDevice,
  AdminGetUser: adminGetUser,
  AdminGetUserAuthFactors: adminGetUserAuthFactors,
  AdminInitiateAuth: adminInitiateAuth,
  AdminLinkProviderForUser: adminLinkProviderForUser,
  AdminListDevices: adminListDevices,
  AdminListGroupsForUser: adminListGroupsForUser,
  AdminListUserAuthEvents: adminListUserAuthEvents,
  AdminListUserSessions: adminListUserSessions,
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup,
  AdminResetUserPassword: adminResetUserPassword,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  AdminRevokeUserSession: adminRevokeUserSession,
  AdminSetUserMFAPreference: adminSetUserMFAPreference,
  AdminSetUserPassword: adminSetUserPassword,
  AdminSetUserSettings: adminSetUserSettings,
  AdminUpdateAuthEventFeedback: adminUpdateAuthEventFeedback,
  AdminUpdateDeviceStatus: adminUpdateDeviceStatus,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AssociateSoftwareToken: associateSoftwareToken,
  ChangePassword: changePassword,
  CompleteWebAuthnRegistration: completeWebAuthnRegistration,
  ConfirmDevice: confirmDevice,
  ConfirmForgotPassword: confirmForgotPassword,
  ConfirmSignUp: confirmSignUp,
  CreateGroup: createGroup,
  CreateIdentityProvider: createIdentityProvider,
  CreateManagedLoginBranding: createManagedLoginBranding,
  CreateResourceServer: createResourceServer,
  CreateTerms: createTerms,
  CreateUserImportJob: createUserImportJob,
  CreateUserPool: createUserPool,
  CreateUserPoolClient: createUserPoolClient,
  CreateUserPoolDomain: createUserPoolDomain,
  CreateUserPoolReplica: createUserPoolReplica,
  DeleteGroup: deleteGroup,
  DeleteIdentityProvider: deleteIdentityProvider,
  DeleteManagedLoginBranding: deleteManagedLoginBranding,
  DeleteResourceServer: deleteResourceServer,
  DeleteTerms: deleteTerms,
  DeleteUser: deleteUser,
  DeleteUserAttributes: deleteUserAttributes,
  DeleteUserPool: deleteUserPool,
  DeleteUserPoolClient: deleteUserPoolClient,
  DeleteUserPoolClientSecret: deleteUserPoolClientSecret,
  DeleteUserPoolDomain: deleteUserPoolDomain,
  DeleteUserPoolReplica: deleteUserPoolReplica,
  DeleteWebAuthnCredential: deleteWebAuthnCredential,
  DescribeIdentityProvider: describeIdentityProvider,
  DescribeManagedLoginBranding: describeManagedLoginBranding,
  DescribeManagedLoginBrandingByClient: describeManagedLoginBrandingByClient,
  DescribeResourceServer: describeResourceServer,
  DescribeRiskConfiguration: describeRiskConfiguration,
  DescribeTerms: describeTerms,
  DescribeTermsByClient: describeTermsByClient,
  DescribeUserImportJob: describeUserImportJob,
  DescribeUserPool: describeUserPool,
  DescribeUserPoolClient: describeUserPoolClient,
  DescribeUserPoolDomain: describeUserPoolDomain,
  ForgetDevice: forgetDevice,
  ForgotPassword: forgotPassword,
  GetCSVHeader: getCSVHeader,
  GetClientToken: getClientToken,
  GetDerivedToken: getDerivedToken,
  GetDevice: getDevice,
  GetGroup: getGroup,
  GetIdentityProviderByIdentifier: getIdentityProviderByIdentifier,
  GetLogDeliveryConfiguration: getLogDeliveryConfiguration,
  GetProvisionedLimit: getProvisionedLimit,
  GetSigningCertificate: getSigningCertificate,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  GetUICustomization: getUICustomization,
  GetUser: getUser,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  GetUserAuthFactors: getUserAuthFactors,
  GetUserPoolClientSessionConfiguration: getUserPoolClientSessionConfiguration,
  GetUserPoolMfaConfig: getUserPoolMfaConfig,
  GetUserPoolSessionConfiguration: getUserPoolSessionConfiguration,
  GlobalSignOut: globalSignOut,
  InitiateAuth: initiateAuth,
  ListDevices: listDevices,
  ListGroups: listGroups,
  ListIdentityProviders: listIdentityProviders,
  ListResourceServers: listResourceServers,
  ListTagsForResource: listTagsForResource,
  ListTerms: listTerms,
  ListUserImportJobs: listUserImportJobs,
  ListUserPoolClientSecrets: listUserPoolClientSecrets,
  ListUserPoolClients: listUserPoolClients,
  ListUserPoolReplicas: listUserPoolReplicas,
  ListUserPools: listUserPools,
  ListUserSessions: listUserSessions,
  ListUsers: listUsers,
  ListUsersInGroup: listUsersInGroup,
  ListWebAuthnCredentials: listWebAuthnCredentials,
  ResendConfirmationCode: resendConfirmationCode,
  RespondToAuthChallenge: respondToAuthChallenge,
  RevokeToken: revokeToken,
  RevokeUserSession: revokeUserSession,
  SetLogDeliveryConfiguration: setLogDeliveryConfiguration,
  SetRiskConfiguration: setRiskConfiguration,
  SetUICustomization: setUICustomization,
  SetUserMFAPreference: setUserMFAPreference,
  SetUserPoolClientSessionConfiguration: setUserPoolClientSessionConfiguration,
  SetUserPoolMfaConfig: setUserPoolMfaConfig,
  SetUserPoolSessionConfiguration: setUserPoolSessionConfiguration,
  SetUserSettings: setUserSettings,
  SignUp: signUp,
  StartUserImportJob: startUserImportJob,
  StartWebAuthnRegistration: startWebAuthnRegistration,
  StopUserImportJob: stopUserImportJob,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateAuthEventFeedback: updateAuthEventFeedback,
  UpdateDeviceStatus: updateDeviceStatus,
  UpdateGroup: updateGroup,
  UpdateIdentityProvider: updateIdentityProvider,
  UpdateManagedLoginBranding: updateManagedLoginBranding,
  UpdateProvisionedLimit: updateProvisionedLimit,
  UpdateResourceServer: updateResourceServer,
  UpdateTerms: updateTerms,
  UpdateUserAttributes: updateUserAttributes,
  UpdateUserPool: updateUserPool,
  UpdateUserPoolClient: updateUserPoolClient,
  UpdateUserPoolDomain: updateUserPoolDomain,
  UpdateUserPoolReplica: updateUserPoolReplica,
  VerifySoftwareToken: verifySoftwareToken,
  VerifyUserAttribute: verifyUserAttribute,
};
