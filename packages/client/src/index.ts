/** What a browser does with the protocol, in browsers and in Node alike: sign in, open, verify, save. */
export {
  type ApiOptions,
  type PlatformApi,
  type PutOutcome,
  platformApi,
  RefusedError,
  UnreachableError,
} from './api.ts';
export { type BrowserStore, type JournalStorage, MemoryStore, type StoredRecord } from './browser-store.ts';
export { type CampaignContent, loadContent, type PackOpener, packedSequences } from './content.ts';
export { DOCUMENTS, type DocumentReader } from './documents.ts';
export { type PreflightOptions, platformOrigin, warmPreflights } from './other-origin.ts';
export { keepManifest, NotKeptError, type Prepared, prepareContent } from './prepare.ts';
export { RecordWriter, type RecordWriterOptions, type Resumed, type SaveState } from './record-writer.ts';
export { Session, type SessionOptions } from './session.ts';
