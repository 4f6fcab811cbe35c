/**
 * qti-stylesheet: the rules of a CSS file that can only change the look of the item itself (`delivery/style-allow-list`).
 * What is not kept is named with its line and column in the style sheet: what could reach beyond the item, lay one thing
 * over another or hide something makes the item unfit for a campaign, anything else is a warning. Neither is delivered.
 */

import { limits } from '../delivery/limits.ts';
import { explained } from '../model/problem.ts';
import { say } from '../words/say.ts';
import type { XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, remark, sharedFile } from './content/body-context.ts';
import { resolvePath } from './content/path.ts';
import { readStyles } from './style-rules.ts';

const maxLength = 200_000;

export function readStylesheet(element: XmlElement, context: BodyContext): void {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const href = attributes.required('href');
  const type = attributes.text('type')?.trim() ?? 'text/css';
  attributes.text('title');
  const media = attributes.text('media')?.trim() ?? 'all';
  attributes.finish();
  const resolved = resolvePath(context.path, href);
  if (resolved.kind === 'external') {
    problems.add('QTI_EXTERNAL_RESOURCE', element, say('style-outside', { href: href.slice(0, 80) }));
    return;
  }
  if (resolved.kind === 'bad') {
    problems.add('QTI_BAD_PATH', element, say('href-not-path', { href: href.slice(0, 80) }));
    return;
  }
  if (type !== 'text/css') {
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, say('style-type', { type: type.slice(0, 60) }));
    return;
  }
  if (context.again || context.styles.length > limits.styleRulesRead) return;
  const bytes = sharedFile(context, resolved.path, element);
  if (bytes === 'refused') return;
  if (bytes === null) {
    // The look of the system that exported the item, as a rule. A manifest that lists it says so too.
    const reason = say('style-missing', { path: resolved.path });
    remark(context, 'QTI_LINT_STYLE_IGNORED', 'warning', element, reason);
    return;
  }
  if (bytes.length > maxLength) {
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, say('too-long', { path: resolved.path }));
    return;
  }
  // For screens alone: an item is not printed.
  if (!/\b(?:all|screen)\b/.test(media)) return;
  const { rules, faults } = readStyles(new TextDecoder().decode(bytes));
  context.styles.push(...rules);
  if (context.styles.length > limits.styleRulesRead)
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, say('many-styles', { max: limits.styleRulesRead }));
  for (const { line, column, what, harm } of faults) {
    context.remarks.push({
      code: harm === null ? 'QTI_LINT_STYLE_IGNORED' : 'QTI_LINT_STYLE_UNSAFE',
      severity: harm === null ? 'warning' : 'error',
      path: resolved.path,
      line,
      column,
      ...explained(harm === null ? say('style-left-out', { what }) : say('style-harmful', { what, harm })),
    });
  }
}
