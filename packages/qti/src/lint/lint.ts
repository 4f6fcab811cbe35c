/** What is wrong with an item that can be read: keys that name nothing, that nobody can give, or that are worth nothing. */

import { type Interaction, interactionsOf } from '../delivery/delivery-item.ts';
import type { Expression, Rule } from '../model/expression.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import type { QtiLintCode, QtiRemark } from '../model/problem.ts';
import { correctResponseOf } from '../score/candidates.ts';
import { attainableScore } from '../score/maximum.ts';
import { isAllowedResponse } from '../score/responses.ts';
import { declaredMaximum } from '../score/score.ts';

/** Errors make an item unfit for a campaign; warnings ask for a look. Sorted by place. */
export function lintItem(item: Item): QtiRemark[] {
  const remarks: QtiRemark[] = [...item.remarks];
  const add = (
    code: QtiLintCode,
    severity: QtiRemark['severity'],
    message: string,
    at: { readonly line: number; readonly column: number } = { line: 1, column: 1 },
  ): void => {
    remarks.push({ code, severity, path: item.path, line: at.line, column: at.column, message });
  };
  const interactions = new Map(interactionsOf(item.body).map((i) => [i.responseId, i]));
  const looked = item.processing === null ? null : responsesIn(item.processing);
  for (const declaration of item.responses) {
    const interaction = interactions.get(declaration.id);
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
    if (interactions.size > 0)
      add('QTI_LINT_NOT_SCORED', 'warning', 'no qti-response-processing: it counts for nothing');
  } else if (interactions.size > 0) {
    lintScores(item, add);
  }
  return remarks.toSorted(
    (a, b) => a.line - b.line || a.column - b.column || a.code.localeCompare(b.code, 'en'),
  );
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
}

/** Whether a member of a response names what is there; null for interactions without choices. */
function choicesOf(interaction: Interaction): ((member: string) => boolean) | null {
  switch (interaction.kind) {
    case 'choice':
    case 'inlineChoice':
    case 'order': {
      const ids = new Set(interaction.choices.map((choice) => choice.id));
      return (member) => ids.has(member);
    }
    case 'match': {
      const left = new Set(interaction.sources.map((choice) => choice.id));
      const right = new Set(interaction.targets.map((choice) => choice.id));
      return (member) => {
        const [source = '', target = ''] = member.split(' ');
        return left.has(source) && right.has(target);
      };
    }
    case 'textEntry':
    case 'extendedText':
      return null;
  }
}

function lintScores(item: Item, add: Add): void {
  const { best, worst, correct, exact } = attainableScore(item);
  const declared = declaredMaximum(item);
  const keyed = item.responses.some(
    (declaration) => declaration.correct !== null || declaration.mapping !== null,
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

function responsesIn(rules: readonly Rule[]): ReadonlySet<string> {
  const found = new Set<string>();
  const expression = (node: Expression): void => {
    if (node.kind === 'variable' || node.kind === 'mapResponse') found.add(node.id);
    if (node.kind === 'operator') node.operands.forEach(expression);
  };
  const visit = (rule: Rule): void => {
    if (rule.kind === 'set') expression(rule.expression);
    if (rule.kind !== 'condition') return;
    for (const branch of rule.branches) {
      if (branch.test !== null) expression(branch.test);
      branch.rules.forEach(visit);
    }
  };
  rules.forEach(visit);
  return found;
}
