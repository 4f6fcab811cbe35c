/** What the lock of the vault says of who has it, in words: `cloison console, roster` is the import of another console. */
import type { WorkKind } from '@cloison/console-messages';
import type { Words } from './words.ts';

export interface VaultUse {
  /** Null: an act or a command. */
  readonly kind: WorkKind | null;
  readonly isConsole: boolean;
  readonly said: string;
}

export function vaultUse(command: string, words: Words): VaultUse {
  const purpose = /^cloison console, (.+)$/.exec(command)?.[1];
  const kinds = Object.keys(words.work.kinds) as WorkKind[];
  const kind = kinds.find((one) => one === purpose) ?? null;
  return {
    kind,
    isConsole: purpose !== undefined,
    said: kind === null ? `cloison ${purpose ?? command.replace(/^cloison /, '')}` : words.work.kinds[kind],
  };
}
