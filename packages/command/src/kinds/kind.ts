/** A kind of value that an option or argument takes: how it is called in help, checked, and completed by a shell. */
import * as v from 'valibot';
import type { Words } from '../words/refusal.ts';

/** Every kind by name. A test gives each of them a wrong value. */
export type KindName =
  | 'text'
  | 'whole'
  | 'decimal'
  | 'port'
  | 'address'
  | 'file'
  | 'folder'
  | 'file-to-write'
  | 'folder-to-write'
  | 'file-or-folder'
  | 'origin'
  | 'date'
  | 'choice'
  | 'list'
  | 'yes-no'
  | 'code';

export interface Kind<Value> {
  readonly name: KindName;
  /** In help, without brackets: `file`, `seconds`. */
  readonly placeholder: Words;
  /** What is expected, as it follows “expected:”. */
  readonly expected: Words;
  readonly schema: v.GenericSchema<string, Value>;
  /** All admitted values, when they are few. */
  readonly choices?: readonly string[];
  /** What a shell offers. */
  readonly completes?: 'file' | 'folder';
}

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false };

export function parseKind<Value>(kind: Kind<Value>, text: string): Parsed<Value> {
  const parsed = v.safeParse(kind.schema, text, { abortEarly: true });
  return parsed.success ? { ok: true, value: parsed.output } : { ok: false };
}
