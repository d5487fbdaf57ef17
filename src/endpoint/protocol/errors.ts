import { element } from './xml.js';

/** An error as AWS answers it. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/**
 * HTTP status of the codes that are not 400. EC2 calls lack of capacity a server error.
 * Source: EC2 API reference, "Error codes" (server error codes).
 */
const STATUS: Readonly<Record<string, number>> = {
  DryRunOperation: 412,
  UnauthorizedOperation: 403,
  AuthFailure: 401,
  InsufficientInstanceCapacity: 500,
  InsufficientAddressCapacity: 500,
  InsufficientHostCapacity: 500,
  InsufficientReservedInstanceCapacity: 500,
  InsufficientVolumeCapacity: 500,
  InternalError: 500,
  InternalFailure: 500,
  InternalServerError: 500,
  RequestLimitExceeded: 503,
  ServiceUnavailable: 503,
  SlowDown: 503,
  Unavailable: 503,
};

export function refuse(code: string, message: string, status = STATUS[code] ?? 400): ApiError {
  return new ApiError(code, message, status);
}

/** EC2's own envelope. */
export function ec2Error(error: ApiError, requestId: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('Response', {
    Errors: { Error: { Code: error.code, Message: error.message } },
    RequestID: requestId,
  })}`;
}

/** The envelope of every other query service, here STS. */
export function queryError(error: ApiError, requestId: string): string {
  const Type = error.status < 500 ? 'Sender' : 'Receiver';
  return element('ErrorResponse', {
    Error: { Type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
}

/** The body of a JSON 1.1 error, as SSM sends it. */
export function jsonError(error: ApiError): string {
  return JSON.stringify({ __type: error.code, message: error.message });
}
