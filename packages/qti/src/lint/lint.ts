/** What is wrong with an item that can be read: keys that name nothing, that nobody can give, or that are worth nothing. */

import type { Interaction } from '../delivery/delivery-item.ts';
import { responseShape } from '../delivery/interaction-kinds.ts';
import { unplayableReasons } from '../delivery/playable.ts';
import { normalizeText } from '../lexical/french-text.ts';
import { expressionsIn } from '../model/expression.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import type { QtiLintCode, QtiRemark } from '../model/problem.ts';
import { type DeliveryOptions, toDelivery } from '../publish/to-delivery.ts';
import { correctResponseOf } from '../score/candidates.ts';
import { attainableScore } from '../score/maximum.ts';
import { answersOf, isAllowedResponse } from '../score/responses.ts';
import { declaredMaximum } from '../score/score.ts';
import { workLimits } from '../score/work.ts';
import { pressedCards } from './pressed-cards.ts';

/** Errors make an item unfit for a campaign; warnings ask for a look. Sorted by place. `options`: what the campaign wants of it. */
export function lintItem(item: Item, options: DeliveryOptions = {}): QtiRemark[] {
  const remarks: QtiRemark[] = [...item.remarks];
  const add = (
    code: QtiLintCode,
    severity: QtiRemark['severity'],
    message: string,
    at: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
  ): void => {
    remarks.push({ code, severity, path: item.path, line: at.line, column: at.column, message });
  };
  const { asked } = answersOf(item);
  const looked = item.processing === null ? null : responsesIn(item);
  for (const declaration of item.responses) {
    const interaction = asked.get(declaration.id)?.interaction;
    if (interaction === undefined) {
      add('QTI_LINT_RESPONSE_UNUSED', 'warning', `no interaction gives ${declaration.id}`, declaration);
      continue;
    }
    lintKeys(declaration, interaction, add);
    if (looked !== null && !looked.has(declaration.id)) {
      const message = `response processing does not look at ${declaration.id}`;
      add('QTI_LINT_RESPONSE_NOT_SCORED', 'warning', message, declaration);
    }
  }
  if (item.processing === null) {
    if (asked.size > 0)
      add('QTI_LINT_NOT_SCORED', 'warning', 'no qti-response-processing: it counts for nothing');
  } else if (asked.size > 0 && !item.adaptive) {
    lintScores(item, add);
  }
  for (const { responseId, catalogId } of pressedCards(item)) {
    const message = `no card of catalog ${catalogId} opens in ${responseId}: what names it is pressed to answer`;
    const declaration = item.responses.find(({ id }) => id === responseId);
    add('QTI_LINT_NOT_SHOWN', 'warning', message, declaration);
  }
  for (const reason of unplayable(item, options)) add('QTI_LINT_NOT_PLAYABLE', 'error', reason);
  return remarks.toSorted(
    (a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code, 'en'),
  );
}

/** Why no campaign can use it yet. */
function unplayable(item: Item, options: DeliveryOptions): string[] {
  const reasons = unplayableReasons(toDelivery(item, options));
  const { steps } = item;
  if (steps?.kind === 'refused' && (item.adaptive || options.steps === true))
    reasons.push(`the player cannot give its attempts: ${steps.reason}`);
  else if (item.adaptive && steps === null)
    reasons.push('the player cannot give its attempts: nothing says when they are over');
  else if (item.adaptive && !options.steps)
    reasons.push('it has several attempts: a campaign that wants them names the item under "attempts"');
  if (item.responses.some(({ defaultValue }) => defaultValue !== null))
    reasons.push('the player does not show a response that is there before the pupil answers');
  return reasons;
}

type Add = (
  code: QtiLintCode,
  severity: QtiRemark['severity'],
  message: string,
  at?: { readonly line: number; readonly column: number },
) => void;

function lintKeys(declaration: ResponseDeclaration, interaction: Interaction, add: Add): void {
  const { id, correct, mapping } = declaration;
  const choices = choicesOf(interaction);
  const unknownIn = (member: string): boolean => choices !== null && !choices(member);
  const strangers = (correct?.members ?? []).map(String).filter(unknownIn);
  if (strangers.length > 0) {
    const message = `the correct response of ${id} names ${strangers.join(', ')}, which is not there to choose`;
    add('QTI_LINT_UNKNOWN_CHOICE', 'error', message, declaration);
  }
  const mapped = (mapping?.entries ?? []).map(({ key }) => key).filter(unknownIn);
  if (mapped.length > 0) {
    const message = `the mapping of ${id} names ${mapped.join(', ')}, which is not there to choose`;
    add('QTI_LINT_UNKNOWN_CHOICE', 'error', message, declaration);
  }
  if (correct !== null && strangers.length === 0) {
    if (!isAllowedResponse(correctResponseOf(declaration), interaction, declaration)) {
      const message = `the interaction does not allow the correct response of ${id} (too many, too long, or repeated)`;
      add('QTI_LINT_IMPOSSIBLE_KEY', 'error', message, declaration);
    }
  }
  if (declaration.baseType === 'string' && mapping?.entries.some((entry) => !entry.caseSensitiveGiven)) {
    const message = `write case-sensitive="true" or "false" in each qti-map-entry of ${id} (without it: false)`;
    add('QTI_LINT_CASE_NOT_SAID', 'warning', message, declaration);
  }
  const twins = declaration.baseType === 'string' ? differByCase(declaration) : [];
  if (twins.length > 0) {
    const message = `map-keys of ${id} differ only by case: ${twins.join(', ')}; what is typed exactly so wins`;
    add('QTI_LINT_CASE_TWINS', 'warning', message, declaration);
  }
}

/** Keys of which one at least ignores case, and that are the same then; at most ten. */
function differByCase({ mapping, folding }: ResponseDeclaration): string[] {
  const loose = { ...folding, ignoreCase: true };
  const groups = new Map<string, { keys: string[]; ignores: boolean }>();
  for (const { key, caseSensitive } of mapping?.entries ?? []) {
    const folded = normalizeText(key, loose);
    const group = groups.get(folded) ?? { keys: [], ignores: false };
    group.keys.push(key);
    groups.set(folded, { keys: group.keys, ignores: group.ignores || !caseSensitive });
  }
  return [...groups.values()]
    .filter(({ keys, ignores }) => keys.length > 1 && ignores)
    .flatMap(({ keys }) => keys)
    .slice(0, 10);
}

/** Whether a member of a response names what is there; null for interactions without choices. */
function choicesOf(interaction: Interaction): ((member: string) => boolean) | null {
  const shape = responseShape(interaction);
  switch (shape.kind) {
    case 'choices': {
      const ids = new Set(shape.ids);
      return (member) => ids.has(member);
    }
    case 'pairs': {
      const left = new Set(shape.sources.map(({ id }) => id));
      const right = new Set(shape.targets.map(({ id }) => id));
      return (member) => {
        const [source = '', target = ''] = member.split(' ');
        return left.has(source) && right.has(target);
      };
    }
    case 'text':
    case 'points':
    case 'number':
    case 'file':
    case 'flag':
    case 'opaque':
      return null;
  }
}

function lintScores(item: Item, add: Add): void {
  const { best, worst, correct, exact, steps } = attainableScore(item);
  if (steps >= workLimits.search && !exact && best === worst) {
    add(
      'QTI_LINT_TOO_MUCH_WORK',
      'error',
      'response processing takes more steps than are taken for one item',
    );
    return;
  }
  const declared = declaredMaximum(item);
  const keyed = item.responses.some(
    ({ correct: key, mapping, areaMapping }) => key !== null || mapping !== null || areaMapping !== null,
  );
  if (best === worst) {
    const message = `every response that was tried scores ${best}`;
    add(keyed ? 'QTI_LINT_CONSTANT_SCORE' : 'QTI_LINT_NO_KEY', 'error', message);
    return;
  }
  if (correct !== null && correct <= 0) {
    add('QTI_LINT_KEY_SCORES_NOTHING', 'error', `the correct response scores ${correct}`);
  } else if (correct !== null && correct < best) {
    add('QTI_LINT_KEY_NOT_BEST', 'warning', `the correct response scores ${correct}, another one ${best}`);
  }
  if (declared !== null && (best > declared || (exact && best < declared))) {
    add('QTI_LINT_MAXIMUM', 'error', `the item declares a maximum of ${declared}; ${best} can be reached`);
  }
}

/** Every variable that response processing looks at. */
function responsesIn(item: Item): ReadonlySet<string> {
  const found = new Set<string>();
  for (const expression of expressionsIn(item.processing ?? [])) {
    if (
      expression.kind === 'variable' ||
      expression.kind === 'mapResponse' ||
      expression.kind === 'mapResponsePoint'
    )
      found.add(expression.id);
  }
  return found;
}
