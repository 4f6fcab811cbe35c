/**
 * Stable error codes of the protocol. Codes are never reused; `docs/protocol.md` lists them and a test
 * holds the two together. Messages are for developers and operators and hold no personal value.
 */
export const PROTOCOL_ERRORS = {
  'code-symbol': 'A symbol of the code is not in the alphabet',
  'code-length': 'The code has too few or too many symbols',
  'code-check': 'The check symbol does not fit the others',
  'name-invalid': 'A record or document name is not allowed',
  'campaign-invalid': 'A campaign name is not allowed',
  'envelope-malformed': 'The bytes are not an envelope of protocol 1',
  'envelope-too-large': 'The envelope is larger than 64 KiB',
  'envelope-address': 'The envelope belongs to another campaign, holder, name or kind',
  'envelope-sealed': 'The envelope does not open with this key',
  'envelope-signature': 'The document is not signed by the authority',
  'body-padding': 'The padding of the body is not as the protocol says',
  'body-inflate': 'The compressed body is damaged, has bytes left over or inflates past its limit',
  'body-json': 'The body is not JSON',
  'body-too-large': 'The body does not fit under its ceiling',
  'message-invalid': 'The message does not follow its schema',
  'hash-mismatch': 'Bytes do not have the announced hash',
  'pack-malformed': 'The bytes are not this pack of content, or it is damaged inside',
  'pack-sealed': 'The pack of content does not open with these keys',
  'routing-malformed': 'The bytes are not the routing tables of this pupil and stage',
  'routing-sealed': 'The routing tables do not open with this key',
  'transfer-key': 'The transfer file was made under another key',
  'transfer-malformed': 'The transfer file is not whole and unaltered',
} as const;

export type ProtocolErrorCode = keyof typeof PROTOCOL_ERRORS;

/**
 * What every function of this package throws. `position` is the index of the faulty symbol for `code-symbol`; `field` the
 * field of a message that is at fault, as the protocol names it, never a word of the sender; empty: not known.
 */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode;
  readonly position: number | null;
  readonly field: string;
  constructor(code: ProtocolErrorCode, detail = '', position: number | null = null, field = '') {
    super(detail === '' ? PROTOCOL_ERRORS[code] : `${PROTOCOL_ERRORS[code]}: ${detail}`);
    this.name = 'ProtocolError';
    this.code = code;
    this.position = position;
    this.field = field;
  }
}
