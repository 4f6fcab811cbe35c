/** Steps of a closing that are done, each with what it found. */
import {
  type Actor,
  appendJournal,
  appendPrepared,
  type PreparedLine,
  prepareLine,
} from '../journal/journal.ts';
import type { ClosingRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export const CLOSING_STEPS = [
  'collected',
  'counted',
  'distilled',
  'purged',
  'destroyed',
  'erased',
  'certified',
] as const;
export type ClosingStep = (typeof CLOSING_STEPS)[number];

const lineOf = (step: ClosingStep) => `campaign.close.${step}`;

/** Keeps a step with its line in the journal. */
export function keepStep(vault: Vault, actor: Actor, name: string, step: ClosingStep, detail: object): void {
  vault.transaction(() => {
    insertStep(vault, actor, name, step, detail);
    appendJournal(vault, actor, lineOf(step), name);
  });
}

/** Keeps steps that were done elsewhere, as a certificate says; one that is done here stays. In the caller's transaction. */
export function takeOverSteps(
  vault: Vault,
  actor: Actor,
  name: string,
  details: Partial<Readonly<Record<ClosingStep, object>>>,
): void {
  for (const step of CLOSING_STEPS) {
    const detail = details[step];
    if (detail !== undefined && stepDetail(vault, name, step) === null)
      insertStep(vault, actor, name, step, detail);
  }
}

function insertStep(vault: Vault, actor: Actor, name: string, step: ClosingStep, detail: object): void {
  const at = actor.now().toISOString();
  vault.run('INSERT INTO closing VALUES (?, ?, ?, ?)', name, step, at, JSON.stringify(detail));
}

/**
 * As `keepStep`, of a step whose detail states the journal's head after its own line. Another line that came while `detail` was
 * made lets it be made again. `also` is in the same transaction.
 */
export async function keepStepStatingLine(
  vault: Vault,
  actor: Actor,
  name: string,
  step: ClosingStep,
  detail: (line: PreparedLine) => Promise<object>,
  also: () => void,
): Promise<void> {
  for (;;) {
    const line = prepareLine(vault, actor, lineOf(step), name);
    const made = await detail(line);
    const isKept = vault.transaction(() => {
      if (!appendPrepared(vault, line)) return false;
      insertStep(vault, actor, name, step, made);
      also();
      return true;
    });
    if (isKept) return;
  }
}

/** JSON of what the step found; null when it is not done. */
export function stepDetail(vault: Vault, name: string, step: ClosingStep): string | null {
  const row = vault.get<Pick<ClosingRow, 'detail'>>(
    'SELECT detail FROM closing WHERE campaign = ? AND step = ?',
    name,
    step,
  );
  return row?.detail ?? null;
}

/** What a step that is done found. */
export function requireDetail<T>(vault: Vault, name: string, step: ClosingStep): T {
  const detail = stepDetail(vault, name, step);
  if (detail === null) throw new Error(`closing step ${step} is not done`);
  return JSON.parse(detail) as T;
}

/** When the last step was done, ISO 8601 UTC; null when none is. */
export function lastStepAt(vault: Vault, name: string): string | null {
  const sql = 'SELECT at FROM closing WHERE campaign = ? ORDER BY at DESC LIMIT 1';
  return vault.get<Pick<ClosingRow, 'at'>>(sql, name)?.at ?? null;
}

/** Forgets the steps that were done, so that the closing begins again. Runs in the caller's transaction. */
export function forgetSteps(vault: Vault, name: string): void {
  vault.run('DELETE FROM closing WHERE campaign = ?', name);
}
