/** What is wrong with an item that can be read: keys that name nothing, that nobody can give, or that are worth nothing. */

import { DeliveryError } from '../delivery/delivery-error.ts';
import type { DeliveryItem, Interaction } from '../delivery/delivery-item.ts';
import { responseShape } from '../delivery/interaction-kinds.ts';
import { limits } from '../delivery/limits.ts';
import { parseDeliveryItem } from '../delivery/parse.ts';
import { unplayableReasons } from '../delivery/playable.ts';
import { normalizeText } from '../lexical/french-text.ts';
import { expressionsIn } from '../model/expression.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import { explained, type QtiLintCode, type QtiRemark } from '../model/problem.ts';
import { sameValue } from '../model/value.ts';
import { type DeliveryOptions, initialResponse, toDelivery } from '../publish/to-delivery.ts';
import { correctResponseOf } from '../score/candidates.ts';
import { attainableScore } from '../score/maximum.ts';
import { answersOf, isAllowedResponse } from '../score/responses.ts';
import { declaredMaximum, mostPoints } from '../score/score.ts';
import { workLimits } from '../score/work.ts';
import { type Said, say } from '../words/say.ts';
import { namesOfKeys } from './named-keys.ts';
import { pressedCards } from './pressed-cards.ts';

/** Errors make an item unfit for a campaign; warnings ask for a look. Sorted by place. `options`: what the campaign wants of it. */
export function lintItem(item: Item, options: DeliveryOptions = {}): QtiRemark[] {
  const remarks: QtiRemark[] = [...item.remarks];
  const add = (
    code: QtiLintCode,
    severity: QtiRemark['severity'],
    reason: Said,
    at: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
  ): void => {
    remarks.push({ code, severity, path: item.path, line: at.line, column: at.column, ...explained(reason) });
  };
  const { asked } = answersOf(item);
  const looked = item.processing === null ? null : responsesIn(item);
  for (const declaration of item.responses) {
    const interaction = asked.get(declaration.id)?.interaction;
    if (interaction === undefined) {
      add(
        'QTI_LINT_RESPONSE_UNUSED',
        'warning',
        say('response-unused', { response: declaration.id }),
        declaration,
      );
      continue;
    }
    lintKeys(declaration, interaction, add);
    if (looked !== null && !looked.has(declaration.id)) {
      const reason = say('response-not-scored', { response: declaration.id });
      add('QTI_LINT_RESPONSE_NOT_SCORED', 'warning', reason, declaration);
    }
  }
  if (item.processing === null) {
    if (asked.size > 0) add('QTI_LINT_NOT_SCORED', 'warning', say('not-scored'));
  } else if (asked.size > 0 && !item.adaptive) {
    lintScores(item, add);
  }
  for (const { responseId, catalogId } of pressedCards(item)) {
    const reason = say('card-pressed', { catalog: catalogId, response: responseId });
    const declaration = item.responses.find(({ id }) => id === responseId);
    add('QTI_LINT_NOT_SHOWN', 'warning', reason, declaration);
  }
  for (const reason of unplayable(item, options)) add('QTI_LINT_NOT_PLAYABLE', 'error', reason);
  return remarks.toSorted(
    (a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code, 'en'),
  );
}

/** Why no campaign can use it yet. */
function unplayable(item: Item, options: DeliveryOptions): Said[] {
  const delivered = toDelivery(item, options);
  const reasons = unplayableReasons(delivered);
  const refused = refusedAt(delivered);
  if (refused !== null) reasons.push(say('browsers-refuse', { place: refused }));
  if ((delivered.styles?.length ?? 0) > limits.styleRules)
    reasons.push(say('many-styles', { max: limits.styleRules }));
  const { steps } = item;
  if (steps?.kind === 'refused' && (item.adaptive || options.steps === true))
    reasons.push(say('attempts-not-played', { reason: steps.reason }));
  else if (item.adaptive && steps === null) reasons.push(say('attempts-without-end'));
  else if (item.adaptive && !options.steps) reasons.push(say('attempts-not-wanted'));
  const { asked } = answersOf(item);
  for (const declaration of item.responses) {
    const { id, defaultValue } = declaration;
    const interaction = asked.get(id)?.interaction;
    if (interaction === undefined || defaultValue === null) continue;
    const initial = initialResponse(defaultValue, interaction, item.language);
    const fits = isAllowedResponse(initial, interaction, declaration);
    if (!fits || (interaction.kind === 'endAttempt' && initial !== null))
      reasons.push(say('default-not-taken', { response: id }));
  }
  return reasons;
}

/** Where browsers refuse it, and with it the whole sequence: what is delivered may be longer than what was read. */
function refusedAt(delivered: DeliveryItem): string | null {
  try {
    parseDeliveryItem(JSON.stringify(delivered));
    return null;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return error.place;
  }
}

type Add = (
  code: QtiLintCode,
  severity: QtiRemark['severity'],
  reason: Said,
  at?: { readonly line: number; readonly column: number },
) => void;

function lintKeys(declaration: ResponseDeclaration, interaction: Interaction, add: Add): void {
  const { id, correct, mapping } = declaration;
  const choices = choicesOf(interaction);
  const unknownIn = (member: string): boolean => choices !== null && !choices(member);
  const strangers = (correct?.members ?? []).map(String).filter(unknownIn);
  if (strangers.length > 0) {
    const reason = say('key-names-stranger', { response: id, choices: strangers.join(', ') });
    add('QTI_LINT_UNKNOWN_CHOICE', 'error', reason, declaration);
  }
  const mapped = (mapping?.entries ?? []).map(({ key }) => key).filter(unknownIn);
  if (mapped.length > 0) {
    const reason = say('mapping-names-stranger', { response: id, choices: mapped.join(', ') });
    add('QTI_LINT_UNKNOWN_CHOICE', 'error', reason, declaration);
  }
  if (correct !== null && strangers.length === 0) {
    if (!isAllowedResponse(correctResponseOf(declaration), interaction, declaration)) {
      const reason = say('impossible-key', { response: id });
      add('QTI_LINT_IMPOSSIBLE_KEY', 'error', reason, declaration);
    }
  }
  const names = namesOfKeys(declaration, interaction);
  if (names.length > 0) {
    const reason = say('key-named', { response: id, names: names.join(', ') });
    add('QTI_LINT_KEY_NAMED', 'warning', reason, declaration);
  }
  if (correct !== null && declaration.defaultValue !== null && sameValue(correct, declaration.defaultValue)) {
    add('QTI_LINT_KEY_SHOWN', 'warning', say('key-shown', { response: id }), declaration);
  }
  if (declaration.baseType === 'string' && mapping?.entries.some((entry) => !entry.caseSensitiveGiven)) {
    const reason = say('case-not-said', { response: id });
    add('QTI_LINT_CASE_NOT_SAID', 'warning', reason, declaration);
  }
  const twins = declaration.baseType === 'string' ? differByCase(declaration) : [];
  if (twins.length > 0) {
    const reason = say('case-twins', { response: id, keys: twins.join(', ') });
    add('QTI_LINT_CASE_TWINS', 'warning', reason, declaration);
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
    add('QTI_LINT_TOO_MUCH_WORK', 'error', say('too-much-work'));
    return;
  }
  const declared = declaredMaximum(item);
  const keyed = item.responses.some(
    ({ correct: key, mapping, areaMapping }) => key !== null || mapping !== null || areaMapping !== null,
  );
  if (Math.max(best, declared ?? 0) > mostPoints || worst < -mostPoints) {
    const points = worst < -mostPoints ? worst : Math.max(best, declared ?? 0);
    add('QTI_LINT_POINTS', 'error', say('many-points', { points, max: mostPoints }));
  }
  if (best === worst) {
    const reason = say('constant-score', { score: best });
    add(keyed ? 'QTI_LINT_CONSTANT_SCORE' : 'QTI_LINT_NO_KEY', 'error', reason);
    return;
  }
  if (correct !== null && correct <= 0) {
    add('QTI_LINT_KEY_SCORES_NOTHING', 'error', say('key-scores', { score: correct }));
  } else if (correct !== null && correct < best) {
    add('QTI_LINT_KEY_NOT_BEST', 'warning', say('key-not-best', { score: correct, best }));
  }
  if (declared !== null && (best > declared || (exact && best < declared))) {
    add('QTI_LINT_MAXIMUM', 'error', say('maximum', { declared, best }));
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
