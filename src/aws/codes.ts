/**
 * What an AWS error means for whoever asked:
 * capacity: no machine of that kind in that place now, another place may have one
 * quota: the account may not have more · configuration: the request is wrong · permission: not allowed
 * account: whatever its policies say, the account itself is not ready for it
 * credentials: nobody, or nobody any longer, signed in · throttle: ask more slowly
 * not-yet: what was just made is not visible everywhere · fault: AWS or the network, may pass
 */
export type ErrorKind =
  | 'capacity'
  | 'quota'
  | 'configuration'
  | 'permission'
  | 'account'
  | 'credentials'
  | 'throttle'
  | 'not-yet'
  | 'fault';

/** Our own code for an answer that is none of AWS's: a proxy's page, half an answer, one that never ends. */
export const UNREADABLE = 'UnreadableAnswer';

/**
 * Sorted by code, never by HTTP status: EC2 reports lack of capacity as a 500, which would read as a
 * fault worth repeating. Source: EC2 API reference, "Error codes"; common errors of SSM and Auto Scaling.
 */
const CODES: Record<Exclude<ErrorKind, 'configuration'>, readonly string[]> = {
  capacity: [
    'InsufficientInstanceCapacity',
    'InsufficientHostCapacity',
    'InsufficientCapacityOnHost',
    'InsufficientReservedInstanceCapacity',
    'InsufficientVolumeCapacity',
    'InsufficientCapacity',
    'InsufficientFreeAddressesInSubnet',
    'InsufficientAddressCapacity',
    'UnfulfillableCapacity',
    'SpotMaxPriceTooLow',
    'ReservationCapacityExceeded',
    'VolumeTypeNotAvailableInZone',
    'Unsupported', // "your requested instance type is not supported in your requested Availability Zone"
  ],
  quota: [
    'VcpuLimitExceeded',
    'InstanceLimitExceeded',
    'MaxSpotInstanceCountExceeded',
    'VolumeLimitExceeded',
    'MaxIOPSLimitExceeded',
    'SnapshotLimitExceeded',
    'PendingSnapshotLimitExceeded',
    'ConcurrentSnapshotLimitExceeded',
    'AddressLimitExceeded',
    'NetworkInterfaceLimitExceeded',
    'PrivateIpAddressLimitExceeded',
    'SecurityGroupsPerInstanceLimitExceeded',
    'AttachmentLimitExceeded',
    'TagLimitExceeded',
    'ResourceLimitExceeded',
    'ResourceCountExceeded',
    'LimitExceeded',
    // The SDK repeats it, as one service throttles by it. Those that we ask count things: KMS the grants of a key.
    'LimitExceededException',
    'ParameterLimitExceeded',
    'ParameterMaxVersionLimitExceeded',
  ],
  permission: ['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException'],
  account: [
    'OptInRequired',
    'PendingVerification',
    'Blocked',
    'AccountDisabled',
    'AuthFailure.ServiceLinkedRoleCreationNotPermitted',
    'ServiceLinkedRoleFailure',
  ],
  credentials: [
    'AuthFailure',
    'CredentialsProviderError',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'MissingAuthenticationToken',
    'IncompleteSignature',
    'RequestExpired',
    'ExpiredToken',
    'ExpiredTokenException',
  ],
  throttle: [
    // What the SDK knows: THROTTLING_ERROR_CODES in @smithy/core.
    'BandwidthLimitExceeded',
    'EC2ThrottledException',
    'PriorRequestNotComplete',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'SlowDown', // of S3, with the status 503
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
    'TransactionInProgressException',
    // And of EC2:
    'SnapshotCreationPerVolumeRateExceeded',
    'ConcurrentCreateImageNoRebootLimitExceeded',
    'ConcurrentTagAccess',
    'TooManyUpdates',
  ],
  'not-yet': [
    'InvalidInstanceID.NotFound',
    'InvalidAMIID.NotFound',
    'InvalidGroup.NotFound',
    'InvalidSnapshot.NotFound',
    'InvalidLaunchTemplateId.NotFound',
  ],
  fault: [
    'InternalError',
    'InternalFailure',
    'InternalServerError',
    'ServerInternal',
    'ServiceUnavailable',
    'Unavailable',
    'RetryableError',
    'ResourceContention',
    'TimeoutError',
    'RequestTimeout',
    'RequestTimeoutException',
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
    UNREADABLE,
  ],
};

/** Of a code that is not in it nothing is known but the HTTP status that it came with. */
export const KIND_OF = new Map<string, ErrorKind>(
  Object.entries(CODES).flatMap(([kind, codes]) => codes.map((code) => [code, kind as ErrorKind] as const)),
);
