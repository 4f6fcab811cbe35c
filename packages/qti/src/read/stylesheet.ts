/**
 * qti-stylesheet: the rules of a CSS file that can only change the look of the item itself (`delivery/style-allow-list`).
 * What is not kept is named with its line and column in the style sheet: what could reach beyond the item, lay one thing
 * over another or hide something makes the item unfit for a campaign, anything else is a warning. Neither is delivered.
 */

import { limits } from '../delivery/limits.ts';
import type { XmlElement } from '../xml/xml.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, remark } from './content/body-context.ts';
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
    problems.add(
      'QTI_EXTERNAL_RESOURCE',
      element,
      `href="${href.slice(0, 80)}": put the style sheet into the package`,
    );
    return;
  }
  if (resolved.kind === 'bad') {
    problems.add('QTI_BAD_PATH', element, `href="${href.slice(0, 80)}" is not a path of the package`);
    return;
  }
  if (type !== 'text/css') {
    problems.add(
      'QTI_UNSUPPORTED_STYLESHEET',
      element,
      `a style sheet of type "${type.slice(0, 60)}": only text/css`,
    );
    return;
  }
  const bytes = context.file(resolved.path);
  if (bytes === null) {
    // The look of the system that exported the item, as a rule. A manifest that lists it says so too.
    const message = `${resolved.path} is not in the package: the item looks as the others do`;
    remark(context, 'QTI_LINT_STYLE_IGNORED', 'warning', element, message);
    return;
  }
  if (bytes.length > maxLength) {
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, `${resolved.path} is too long`);
    return;
  }
  // For screens alone: an item is not printed.
  if (!/\b(?:all|screen)\b/.test(media)) return;
  const { rules, faults } = readStyles(new TextDecoder().decode(bytes));
  context.styles.push(...rules);
  if (context.styles.length > limits.styleRules)
    problems.add('QTI_UNSUPPORTED_STYLESHEET', element, `more than ${limits.styleRules} rules of style`);
  for (const { line, column, what, harm } of faults) {
    context.remarks.push({
      code: harm === null ? 'QTI_LINT_STYLE_IGNORED' : 'QTI_LINT_STYLE_UNSAFE',
      severity: harm === null ? 'warning' : 'error',
      path: resolved.path,
      line,
      column,
      message: harm === null ? `${what}: left out` : `${what}: ${harm}`,
    });
  }
}
