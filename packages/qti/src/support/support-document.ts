/** docs/qti.md, from the tables that reading, delivery and scoring use. */

import { allowedElements, isHtmlElementName } from '../delivery/allow-list.ts';
import { deliveryErrorCodes } from '../delivery/delivery-error.ts';
import type { InteractionKind } from '../delivery/delivery-item.ts';
import { acceptedTypes, playableKinds } from '../delivery/interaction-kinds.ts';
import { limits } from '../delivery/limits.ts';
import { styleProperties } from '../delivery/style-allow-list.ts';
import { cardTools } from '../delivery/supports.ts';
import { mathFunctions, statistics } from '../model/expression.ts';
import { qtiLintCodes, qtiProblemCodes } from '../model/problem.ts';
import { valueBaseTypes } from '../model/value.ts';
import { interactionElements } from '../read/interactions/interactions.ts';
import { DEFAULT_UPLOAD_BYTES, DEFAULT_UPLOAD_TYPES } from '../read/interactions/other.ts';
import { DEFAULT_LENGTH, DEFAULT_STATE } from '../read/interactions/portable-custom.ts';
import { leafElements, operatorElements, patternStates } from '../read/processing/expressions.ts';
import { templateNames } from '../read/processing/processing.ts';
import { responseErrorCodes } from '../score/responses.ts';
import { workLimits } from '../score/work.ts';
import { elementSupport } from './element-support.ts';

const code = (name: string): string => `\`${name}\``;
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
}

function interactionRows(): string[][] {
  return (Object.keys(interactionElements) as InteractionKind[]).map((kind) => {
    const { cardinalities, baseTypes } = acceptedTypes[kind];
    const types = baseTypes.filter((type) => type !== 'record').join(', ');
    const drawn = (playableKinds as readonly InteractionKind[]).includes(kind);
    return [code(interactionElements[kind]), cardinalities.join(', '), types, drawn ? 'yes' : 'not yet'];
  });
}

function codeTable(codes: Readonly<Record<string, string>>): string {
  return table(
    ['code', 'meaning'],
    Object.entries(codes).map(([name, meaning]) => [code(name), meaning]),
  );
}

export function supportDocument(): string {
  const elements = Object.entries(elementSupport).map(
    ([title, entries]) =>
      `### ${title}\n\n${table(
        ['element', 'delivered', 'notes'],
        Object.entries(entries).map(([name, { delivered, note }]) => [code(name), delivered, note]),
      )}`,
  );
  const html = allowedElements.filter(isHtmlElementName).map(code).join(', ');
  const math = allowedElements
    .filter((name) => !isHtmlElementName(name))
    .map(code)
    .join(', ');
  return `# QTI: what is read, delivered and scored

Made from the code by \`packages/qti/src/support/support-document.test.ts\`; \`npm test -- packages/qti/src/support -u\` writes it again. Examples are in \`packages/qti/README.md\`.

On the command line, without a campaign or a vault: \`cloison qti check PACKAGE\` says what is accepted and why the rest is refused; \`cloison qti score ITEM RESPONSES.json\` writes all outcome variables of an item as JSON (\`--validity specification\` also for responses that are formally invalid); \`cloison qti deliver ITEM\` writes what a browser gets. \`cloison qti preview PACKAGE\` opens the items in the player, with keys and support beside them, and reads them again as they are edited. RESPONSES.json is \`{ "RESPONSE": "A" }\`, with a list of texts or \`null\` where the response is one.

\`cloison qti score\` scores what a campaign refuses, as long as no outcome depends on it: what only the screen would miss (pictures at another address, unknown attributes and elements, interactions of somebody’s own, a shared text that is not there) is left out; a key that is missing is NULL; identifiers of digits or with spaces, durations as ISO 8601 writes them and a missing namespace are taken; a word is an identifier, a float its whole part and a single value its container where an outcome is one. \`leftOut\` names each (\`QTI_LINT_LEFT_OUT\`), with line and column; responses then count as \`--validity specification\`, and \`maxScore\` is what the item declares, or null. \`readItem\` does so with \`purpose: 'score'\`.

Items, tests and packages of QTI 3.0, 2.2, 2.1 and 2.0 are read into one model. What is not in these tables is refused with file, line and column, all at once; nothing is ignored silently: what means nothing here and is left out (\`data-…\` attributes of other systems, annotations of MathML) is named in a remark or in a note below.

*Delivered* says whether what an element says reaches a browser. Correct responses, mappings, areas, tables, rules, outcomes and feedback never do.

## Interactions

${table(['element', 'cardinality of its response', 'base type', 'drawn by the player'], interactionRows())}

An item with an interaction that the player does not draw yet is read, scored and delivered, and \`QTI_LINT_NOT_PLAYABLE\` keeps it out of campaigns. So do several texts with markup in one response, and adaptive items but for those below.

All take \`response-identifier\`, \`class\`, \`id\`, \`lang\`, \`dir\`, \`aria-…\`, \`data-catalog-idref\`. Every maximum is finite in what is delivered. A text response takes, in UTF-16 units and unless \`data-cloison-max-length\` (1 to ${limits.maxLength}) says otherwise: 32 where digits are typed; four times its \`expected-length\`, between 100 and 1000; an extended text twice its \`expected-length\` or 150 for each expected line, between 4000 and ${limits.maxLength}. Each of several texts (\`max-strings\`; ${limits.strings} at most) takes ${limits.stringLength}. They count for the size of every pupil’s records: say what you need.
A text of \`format="xhtml"\` has bold, italic and underlined words and lists; its response is \`<p>Un <strong>mot</strong></p><ul><li>a</li></ul>\`, of these elements, \`ol\`, \`em\`, \`u\` and \`br\`, without attributes, and its markup counts for its length.
A default value of a response (\`qti-default-value\`) is there before the pupil answers. It is scored while it is not touched, and is no answer; a response that was emptied is NULL. An item that a pupil never saw has NULL.
\`data-cloison-keyboard="numeric"\` offers digits where a response is a string. \`data-cloison-compare\` says how strings are compared with keys, and never changes what is delivered.
A portable custom interaction is refused unless the campaign names each module that it loads, by the digest of its file (\`customInteractions\`, [campaign-format.md](campaign-format.md)). Its response has at most \`data-cloison-max-length\` characters (1 to ${limits.maxLength}; ${DEFAULT_LENGTH}) in ${limits.members} members, and its module may keep a state of \`data-cloison-max-state\` (0 to ${limits.stateLength}; ${DEFAULT_STATE}). More: “Modules”, below.

## Several attempts

A browser has no response processing, so that an item goes on by itself only where no answer and no key decides how. The office looks for that: an outcome is *keyless* when neither a response, a key, a lookup table nor chance has any influence on it, through whatever rule, condition or early exit; only buttons (\`qti-end-attempt-interaction\`) and \`numAttempts\` decide it. From the keyless outcomes it makes a table: each state that the item can be in, what is shown in it, and which button leads where. The table is delivered with an item that the campaign names (\`attempts\` of a sequence, [campaign-format.md](campaign-format.md)), and the player looks up.

| item | in a campaign that names it | otherwise |
| --- | --- | --- |
| not adaptive, with a button that shows a keyless feedback (a hint) | the hint is shown when it is asked for | one attempt; the button is recorded and shows nothing |
| adaptive, \`completionStatus\` keyless (answer, read again, answer again) | all its attempts, each handed in with a button | refused by \`QTI_LINT_NOT_PLAYABLE\` |
| adaptive, \`completionStatus\` set by an answer or a key (until it is right), or an answer chooses the next question | refused, with the variable that decides and what it depends on | the same |

* *What is not delivered*: feedback that an answer or a key decides (« Bravo »), and whatever is shown only once the item is over (a solution): both could be read in the published file before. A hint could too: it costs nothing to whoever reads that file.
* *Bounds*: ${limits.attempts} attempts, ${limits.steps} states, and no more than a record holds (${limits.recordedResponses} responses of one item).
* *In the record*: \`numAttempts\` counts the attempts that were ended; \`RESPONSE~2\` is what RESPONSE was at the end of the second. Scoring runs the whole processing attempt after attempt; what was changed after the last of them counts as one more, so that no answer is lost. A button with \`count-attempt="false"\` leaves \`numAttempts\` as it is.
* \`cloison qti preview\` plays every adaptive item with all its attempts and feedback, modal feedback and printed outcomes included: the program on the author's machine runs the processing.

## Modules

A module of a portable custom interaction is a program that somebody of the campaign has read and named. Even so the player trusts nothing that it does.

* *Where.* The player frames \`module-frame.html\`, a page of its own origin that the service worker keeps, with a policy of its own; that page frames the module with \`sandbox="allow-scripts"\` alone: an opaque origin, and no network. A page made by \`srcdoc\` or \`blob:\` in the player itself would inherit the player's policy, which lets no such script run; that policy stays as strict as it was but for \`frame-src 'self'\`. Modules and files come by message, verified against the manifest's hashes.
* *What it gets.* Properties (\`data-…\`), markup with its pictures, the declaration of the response, the pupil's own answer and the module's own state, language, colours and size of text. Never a key, a code or a name: the player has no key, and sends no more than this.
* *How it is written.* AMD, as “Portable Custom Interaction” 1.0 has it: \`qtiCustomInteractionContext.register({ typeIdentifier, getInstance(dom, configuration, state) })\`, \`getResponse\`, \`getState\`, \`onready\`, the event \`qti-interaction-changed\`. \`require\` gives the modules that the item lists; \`templateVariables\` and \`contextVariables\` are empty; no \`eval\`, no worker, no frame. CSS has \`--ink\`, \`--paper\`, \`--accent\`, \`--line\`. An example: \`examples/atelier\`.
* *Messages*, version 1. To the module: \`start\`, \`ping\`, \`focus\`. From it: \`ready\`, \`answer\` (value and state), \`size\` (60 to 1600 pixels), \`pong\`, \`leave\`, \`failed\`, \`fault\`. Each is looked at field by field; a value has to be of the declared base type and cardinality, and is validated again when it is scored. 200 messages at once and 60 a second.
* *When it fails.* Not ready in 15 s, silent for 8 s, a flood, an error at its start: the frame goes, a sentence says so, the last answer stays, and the next question was one press away all the time.

What holds is tried by \`tests/pupil/custom-hostile.test.ts\`: no request, connection, navigation, window, form, worker or storage; nothing of the player can be read. What does not hold:

* A module that never returns stops the page with it in a browser that runs the frame in the page's process (Firefox; Chromium on small devices and old ones). Chromium on computers gives such a frame a process of its own, and the player gives the module up. In the others the pupil loads the page again: the answers are kept, and that module is not begun unasked.
* No policy of browsers knows WebRTC or the look-up of names. The frame loses the constructors of the first before the module runs; a hint to look a name up (\`dns-prefetch\`) may still leave.
* What a module draws is its own: it can show what it likes inside its frame. That is what the reading and the digest are for.

## Files

A file that a pupil sends (\`qti-upload-interaction\`) is one of the answers of a record: sealed with them, kept on the computer before it is acknowledged, and no larger than a record holds. Its types are those of \`type\`, else ${DEFAULT_UPLOAD_TYPES.map(code).join(', ')}; it has at most \`data-cloison-max-bytes\` bytes (1 to ${limits.uploadBytes}; ${DEFAULT_UPLOAD_BYTES}), since a record has 64 KiB and the same size whatever it holds: a file that may be there costs each save of each pupil. A campaign may allow less (\`uploads\`).

* *Pictures* are drawn anew in the browser, smaller until they fit, as JPEG or PNG: place, time, camera and owner (EXIF, XMP) do not come along. *Other files* are sent as they are, or refused with the size that is allowed; the player says that a document may name its author.
* *The name* of the file is not sent.
* *Scoring*: a file is NULL or not. What it is worth, people say: \`external-scored="human"\`, and no domain.
* *Reading*: \`cloison items files ITEM --out FOLDER\`, by agents, by two persons once roles are given, with a line in the journal. Files are named by order number with an end that their bytes bear out, else \`.bin\`; nothing is run. In research data a file is suppressed as a rare text is.

## Elements

${elements.join('\n\n')}

### Body

HTML: ${html}.

MathML (presentation): ${math}. Of \`semantics\` the presentation is delivered, annotations are not. An \`mi\` that names a template variable with \`math-variable\` is its value. Lengths that lay one thing over another (below zero, or very large) are refused.

\`object\` is read as a picture or a recording, by its type. \`a\` leads to a place of the same item (\`#name\`), and nowhere else. Classes of the item’s own are delivered with \`x-\` before them, so that none of the apps’ can be used; \`qti-…\` classes are delivered as they are.
Attributes of all: \`class\`, \`id\`, \`lang\` (or \`xml:lang\`), \`dir\`, \`role\` of what is read (\`heading\`, \`img\`, \`list\` …; none that speaks for the app, as \`dialog\` does), \`title\`, \`aria-*\` that name, describe and count, \`data-catalog-idref\`; of some: \`alt\`, \`src\`, \`width\`, \`height\`, \`colspan\`, \`rowspan\`, \`headers\`, \`scope\`, \`span\`, \`start\`, \`type\`, \`controls\`, \`poster\` … Files are named by relative paths of letters without accents, digits and \`._()+=@,-\`. White space is collapsed as a browser would, except in \`pre\`; no-break spaces are kept.

### Catalogs

A card is delivered when a pupil can be shown it. Nobody is, unless the campaign (\`tools\` of a sequence) or the pupil’s ticket allows its tool:

${table(
  ['support', 'tool'],
  Object.entries(cardTools).map(([support, tool]) => [code(support), code(tool)]),
)}

Text cards open beside the word or the part that names their catalog; a video of sign language opens in a panel when it is asked for, and has at most ${limits.signLanguageBytes / 1e6} MB (\`QTI_LINT_HEAVY\`). Beside a piece that is placed or put in order stands a button for each of its words that has a card. Other parts that are pressed to answer (words to choose in a text, hotspots, menus) show none: a word in them stays plain, and \`QTI_LINT_NOT_SHOWN\` warns the author. Cards of other supports, \`ext:…\` among them, are read and left out; \`QTI_LINT_NOT_SHOWN\` warns.

### Style sheets

Selectors of elements, classes and identifiers, below each other, reach what the item’s author wrote and none of the player’s controls; properties: ${styleProperties.map(code).join(', ')}. \`px\` and \`pt\` are delivered as \`rem\`, so that larger text makes all of it larger; \`height\` is a least height; colours hold on the plain light page alone, not in the dark or in high contrast. What could lay one thing over another, hide what is written or fetch a file is refused with line and column (\`QTI_LINT_STYLE_UNSAFE\`) and keeps the item out of campaigns; anything else (\`@\` rules, pseudo-classes, other properties) is left out, with line and column too.

## Expressions

Without operands: ${leafElements.map(code).join(', ')}.

Operators: ${operatorElements.map(code).join(', ')}.

Functions of \`qti-math-operator\`: ${mathFunctions.map(code).join(', ')}; of \`qti-stats-operator\`: ${statistics.map(code).join(', ')}.

Base types: ${valueBaseTypes.map(code).join(', ')}; cardinalities single, multiple, ordered, record. Built-in variables: \`numAttempts\`, \`duration\` (NULL unless the caller says it), \`completionStatus\`. Numbers of operators (\`n\`, \`min\`, \`max\`, \`figures\`, \`tolerance\`, \`number-repeats\`) may be variables.

Expressions are type-checked when they are read, so evaluation cannot fail. NULL spreads as the standard says. A result that is no number is NULL, and so is an infinite one unless an operand is infinite. Random numbers come from the item’s seed, the same for ever.

Templates of response processing, by their addresses in QTI 2.0 to 3.0 or by name: ${templateNames.map(code).join(', ')}.

A mapped string is first looked for exactly as it was typed, then among the keys whose case does not count, in their order. A member that is there twice counts once.

## What a campaign takes of a test

The items in their order, and the sections. Time limits, selection, ordering, pre-conditions, branch rules, weights, outcomes and feedback of a test are read and computed (\`planTest\`, \`nextItem\`, \`processTest\`), and a campaign refuses them by \`QTI_TEST_UNSUPPORTED\`: its time, modules and routing are its own.

## Bounds

A file has at most 4 MB, 30000 elements, ${limits.depth} levels and 64 attributes on an element; an item ${limits.nodes} nodes, ${limits.responses} responses, ${limits.choices} choices in a list, ${limits.sharedFiles} shared texts and style sheets of ${limits.sharedBytes} bytes together, and patterns of ${patternStates} states. Work is counted in steps: ${workLimits.scoring} for one run of processing, ${workLimits.search} for the search of what an item can give. No DOCTYPE, no processing instruction, no encoding but UTF-8. Drawings have no script, foreign content, link or outside address.

## Codes

Of files (\`qtiProblemCodes\`): a file with any of them is refused.

${codeTable(qtiProblemCodes)}

Of items that can be read (\`qtiLintCodes\`): errors make an item unfit, warnings ask for a look.

${codeTable(qtiLintCodes)}

Of responses (\`responseErrorCodes\`): the record is set apart.

${codeTable(responseErrorCodes)}

Of published content (\`deliveryErrorCodes\`): the browser refuses it.

${codeTable(deliveryErrorCodes)}
`;
}
