/** What the design of a sequence is read from: the campaign's file, and files of its folder. */
import type { CampaignProblemCode } from './campaign-problems.ts';
import type { SpecFile } from './spec-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

export type SequenceRead = SpecFile['sequences'][number];
export type ModuleRead = NonNullable<SequenceRead['modules']>[number];

/** The campaign's folder as a design needs it. */
export interface FolderFiles {
  readonly file: YamlFile;
  /** Bytes of a file of the folder, kept for the vault; null with the reason reported, once for a file. */
  readonly read: (name: string, at: YamlPath) => Uint8Array | null;
  /** Reports, once for a place. */
  readonly once: (
    code: CampaignProblemCode,
    at: YamlPath,
    values?: Readonly<Record<string, string | number>>,
  ) => void;
}
