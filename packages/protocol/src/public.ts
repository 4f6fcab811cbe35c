/**
 * The half of the protocol without secrets: all that the platform may import. Nothing here can open an envelope,
 * derive a key or read a code; a check follows the imports and holds it so.
 */
export { accessHash, bearer, parseBearer, storedAccess } from './access.ts';
export {
  type EnvelopeHeader,
  type EnvelopeKind,
  encodeEnvelopeHeader,
  envelopeBytes,
  MAX_ENVELOPE_BYTES,
  parseEnvelopeHeader,
} from './envelope-header.ts';
export { type PublicCard, parsePublicCard } from './messages/manifest.ts';
export {
  type DocumentBatch,
  type Feed,
  type FeedEntry,
  type FeedPage,
  type HolderBatch,
  type HolderRole,
  isFeedCursor,
  type KeyBatch,
  type KeyProof,
  type Me,
  type PlatformKey,
  type PublishedCampaign,
  type PurgeStatement,
  parseDocumentBatch,
  parseFeed,
  parseHolderBatch,
  parseKeyBatch,
  parseKeyProof,
  parseMe,
  parsePlatformKey,
  parsePublishedCampaign,
  parsePurgeStatement,
  parseRecordAnswer,
  parseRecordQuery,
  parseResults,
  parseRevocations,
  parseRoutingBatch,
  parseSignedStatement,
  type RecordAnswer,
  type RecordQuery,
  type Results,
  type Revocations,
  type RoutingBatch,
  readFeedPage,
  readRecordAnswer,
  type SignedStatement,
} from './messages/platform.ts';
export { PLATFORM_ERRORS, type PlatformErrorCode } from './platform-errors.ts';
export {
  type Bytes,
  concat,
  equalBytes,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  utf8,
} from './primitives/bytes.ts';
export { PROTOCOL_ERRORS, ProtocolError, type ProtocolErrorCode } from './primitives/errors.ts';
export { hmacSha256, sha256, verifyHash } from './primitives/hash.ts';
export {
  campaignIdOf,
  isEntryRecordName,
  parseCampaignName,
  parseName,
  patternOf,
} from './primitives/names.ts';
export { signStatement, verifyStatement } from './statement.ts';
export {
  type CampaignEntry,
  type CampaignRecordEntry,
  decodeTransfer,
  encodeTransfer,
  type KeptEnvelope,
  type TransferCounts,
  type TransferHead,
} from './transfer/transfer-entries.ts';
export {
  readTransferFile,
  readTransferKey,
  TRANSFER_KEY_BYTES,
  transferFileKeyId,
  transferKeyId,
  writeTransferFile,
  writeTransferKey,
} from './transfer/transfer-file.ts';
export { type Calendar, LATE_MS, type Window, type WindowState, windowState } from './windows.ts';
export {
  decideWrite,
  MAX_BRANCH_DEVICES,
  type RecordHead,
  type RecordState,
  type WriteDecision,
} from './write-rule.ts';
