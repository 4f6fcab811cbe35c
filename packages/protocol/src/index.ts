/** The sealed protocol, whole: codes, keys, envelopes, messages. The platform imports `./public` only. */

export { ceilingFor, decodeBody, encodeBody, encodedBodyBytes, MAX_JSON_BYTES, maxCeiling } from './body.ts';
export {
  type AccessCode,
  type CodeKind,
  checkSymbol,
  codeLength,
  groupCode,
  mintCode,
  normaliseCode,
  parseCode,
} from './code.ts';
export {
  CONTENT_KEY_BYTES,
  openPack,
  type PackAddress,
  type PackFile,
  type PackKeys,
  sealPack,
} from './content-pack.ts';
export { deviceOf } from './device.ts';
export { countKeyedTwice, drawKeyedTwice, secondKeyingOf, sequenceKeyedTwice } from './double-entry.ts';
export { hasCellsOf, mergeEntryBodies, nextEditCounter } from './entry-merge.ts';
export {
  AUTHORITY_DEVICE,
  type EnvelopeAddress,
  NO_PREVIOUS,
  type OpenedEnvelope,
  open,
  parseAddressedHeader,
  type SealedEnvelope,
  type SealInput,
  seal,
} from './envelope.ts';
export { ARGON2ID_PARAMETERS, type Argon2id, type Holder, openHolder, rootFromCode } from './keys.ts';
export {
  type Edit,
  type EntryBody,
  type EntryCell,
  type PupilBody,
  parseEntryBody,
  parsePupilBody,
} from './messages/bodies.ts';
export {
  type CodeUse,
  DESK_RECORD,
  type DeskBody,
  type DeskEntry,
  MAX_PUPILS_OF_ENTRY,
  mergeDeskBodies,
  newestComputers,
  nextDeskCounter,
  parseDeskBody,
} from './messages/desk-body.ts';
export {
  type AreaFigures,
  type AreaKeyring,
  type AreaKind,
  type AreaParticipation,
  type AreaProgress,
  type AreaReport,
  type AreaSchool,
  type ClassParticipation,
  type ClassProgress,
  type ClassReport,
  type Comparison,
  type DeskAnswers,
  type EntryBase,
  type Group,
  type Keyring,
  type Notices,
  type ProgressFigures,
  parseAnyKeyring,
  parseAreaKeyring,
  parseAreaParticipation,
  parseAreaReport,
  parseClassParticipation,
  parseClassReport,
  parseDeskAnswers,
  parseEntryBase,
  parseKeyring,
  parseNotices,
  parseRoster,
  parseSchoolParticipation,
  parseSchoolReport,
  parseSlips,
  parseTicket,
  type RequestState,
  type Roster,
  type SchoolParticipation,
  type SchoolProgress,
  type SchoolReport,
  type SealedDocument,
  type SittingCounts,
  type SittingState,
  type Slips,
  type Ticket,
} from './messages/documents.ts';
export { type DoubleEntryRule, type Manifest, parseManifest } from './messages/manifest.ts';
export { type Localised, type ResponseValue, TOOLS, type Tool } from './messages/parts.ts';
export { parsePlainPupilBody } from './messages/plain-pupil-body.ts';
export {
  countSave,
  joinVectors,
  MAX_VECTOR_DEVICES,
  type VersionVector,
  vectorFollows,
  vectorOf,
} from './messages/version-vector.ts';
export { CODE_ALPHABET, toBase32 } from './primitives/base32.ts';
export { entryRecordName } from './primitives/names.ts';
export { receiptOf } from './receipt.ts';
export { openRouting, ROUTING_KEY_BYTES, type RoutingAddress, sealRouting } from './sealed-routing.ts';
export {
  documentMessage,
  openSignedDocument,
  SIGNATURE_BYTES,
  type SignDocument,
  sealSignedDocument,
} from './signed-document.ts';
