/**
 * A text with markup (`format="xhtml"`): bold, italic, underlined, lists. What the browser's own editing makes is read node
 * by node into the few elements that a response has (`markedText`), and is put on screen from these alone.
 */
import {
  cleanText,
  type ExtendedTextInteraction,
  lettersOf,
  type MarkedNode,
  markedTag,
  markedText,
  readMarkedText,
} from '@cloison/qti/delivery';
import { type ClipboardEvent, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useLanguage, useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { MARKED_TEXT_WORDS } from './marked-text-words.ts';
import { classNumber, fieldName } from './naming.ts';
import { longest } from './typed-text.ts';

const TOOLS = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  bullets: 'insertUnorderedList',
  numbers: 'insertOrderedList',
} as const;
type Tool = keyof typeof TOOLS;

export function MarkedTextField({ interaction }: { readonly interaction: ExtendedTextInteraction }) {
  const { item, readOnly, flush } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const own = MARKED_TEXT_WORDS[useLanguage()];
  const id = useId();
  const { prompt, classes, expectedLines, expectedLength, placeholder } = interaction;
  const maxLength = longest(interaction.maxLength);
  const saved = typeof value === 'string' ? value : '';
  const editor = useRef<HTMLDivElement>(null);
  /** What the field shows, as a response. */
  const shown = useRef<string | null>(null);
  const [pressed, setPressed] = useState<ReadonlySet<Tool>>(new Set());
  const wanted = expectedLines ?? (expectedLength === null ? null : Math.ceil(expectedLength / 60));
  const rows = Math.min(18, Math.max(3, classNumber(classes, 'qti-height-lines-') ?? wanted ?? 6));

  // An answer that did not come from this field: at first, and after another page has gone on.
  useLayoutEffect(() => {
    if (editor.current === null || shown.current === saved) return;
    show(editor.current, saved);
    shown.current = saved;
  }, [saved]);

  const look = useCallback(() => {
    const { activeElement } = document;
    if (activeElement !== editor.current) return;
    setPressed(
      new Set((Object.keys(TOOLS) as Tool[]).filter((tool) => document.queryCommandState(TOOLS[tool]))),
    );
  }, []);
  useEffect(() => {
    document.addEventListener('selectionchange', look);
    return () => document.removeEventListener('selectionchange', look);
  }, [look]);

  const read = (): void => {
    if (editor.current === null) return;
    const markup = cleanText(markedText(nodesOf(editor.current)), Number.POSITIVE_INFINITY);
    if (markup.length > maxLength) {
      // As a text field that is full: nothing more goes in.
      show(editor.current, shown.current ?? '');
      caretAtEnd(editor.current);
      return;
    }
    shown.current = markup;
    answer(markup === '' ? null : markup, { typing: true });
  };
  const use = (tool: Tool): void => {
    if (readOnly) return;
    editor.current?.focus();
    document.execCommand('styleWithCSS', false, 'false');
    document.execCommand(TOOLS[tool]);
    read();
    look();
  };
  const paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
  };

  return (
    <div className="extended-text">
      <div id={id} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </div>
      {!readOnly && (
        <div className="marked-tools" role="toolbar" aria-label={own.toolbar} aria-controls={`${id}-text`}>
          {(Object.keys(TOOLS) as Tool[]).map((tool) => (
            <button
              key={tool}
              type="button"
              className="comfort-option"
              data-tool={tool}
              aria-label={own[tool].name}
              aria-pressed={pressed.has(tool)}
              // The words that are chosen stay chosen.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => use(tool)}
            >
              {own[tool].sign}
            </button>
          ))}
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a textarea holds no markup */}
      <div
        ref={editor}
        id={`${id}-text`}
        className="marked-text"
        role="textbox"
        tabIndex={0}
        aria-multiline="true"
        aria-labelledby={id}
        aria-describedby={`${id}-count`}
        aria-readonly={readOnly}
        contentEditable={!readOnly}
        suppressContentEditableWarning
        data-rows={rows}
        data-placeholder={placeholder ?? ''}
        data-empty={saved === ''}
        // As in `ExtendedTextField`: no help for some pupils that others do not have.
        spellCheck={false}
        autoCorrect="off"
        autoCapitalize="off"
        onFocus={() => document.execCommand('defaultParagraphSeparator', false, 'p')}
        onInput={read}
        onPaste={paste}
        onDrop={(event) => event.preventDefault()}
        onBlur={flush}
      />
      <p id={`${id}-count`} className="item-count" data-near={saved.length > maxLength * 0.9}>
        {words.item.characters(lettersOf(saved), maxLength - (saved.length - lettersOf(saved)))}
      </p>
    </div>
  );
}

/** The nodes inside, those that a response has; of others, what is in them. */
function nodesOf(parent: Node): MarkedNode[] {
  return [...parent.childNodes].flatMap((node): MarkedNode[] => {
    if (node.nodeType === Node.TEXT_NODE) return [node.nodeValue ?? ''];
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    const tag = markedTag((node as Element).localName);
    return tag === null ? nodesOf(node) : [{ tag, children: nodesOf(node) }];
  });
}

/** Puts a response on screen, element by element: whatever it says, nothing else comes of it. */
function show(editor: HTMLElement, markup: string): void {
  const made = (node: MarkedNode): Node => {
    if (typeof node === 'string') return document.createTextNode(node);
    const element = document.createElement(node.tag);
    element.append(...node.children.map(made));
    // An empty paragraph has no height without it.
    if (node.tag === 'p' && node.children.length === 0) element.append(document.createElement('br'));
    return element;
  };
  editor.replaceChildren(...readMarkedText(markup).map(made));
}

function caretAtEnd(editor: HTMLElement): void {
  const selection = document.getSelection();
  selection?.selectAllChildren(editor);
  selection?.collapseToEnd();
}
