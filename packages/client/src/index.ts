/** What a browser does with the protocol, in browsers and in Node alike: sign in, open, verify, save. */

export {
  type CampaignContent,
  loadContent,
  type PackOpener,
  packedSequences,
  verifiedContent,
} from './content/content.ts';
export { keepManifest, NotKeptError, type Prepared, prepareContent } from './content/prepare.ts';
export {
  type ApiOptions,
  type PlatformApi,
  type PutOutcome,
  platformApi,
  RefusedError,
  UnreachableError,
} from './platform/api.ts';
export { type PreflightOptions, platformOrigin, warmPreflights } from './platform/other-origin.ts';
export { RecordWriter } from './saving/record-writer.ts';
export type { RecordWriterOptions, Resumed } from './saving/record-writer-options.ts';
export { hasArrived, type SaveState } from './saving/save-state.ts';
export { DOCUMENTS, type DocumentReader } from './session/documents.ts';
export { fixedAuthority, KeyringAuthority } from './session/keyring-authority.ts';
export { type ReadDocument, Session, type SessionOptions, type WhyRefused } from './session/session.ts';
export {
  type BrowserStore,
  type JournalStorage,
  type LeftBehind,
  leftBehind,
  MemoryStore,
  type StoredRecord,
  type UnsentRecord,
  unsentRecords,
} from './storage/browser-store.ts';
