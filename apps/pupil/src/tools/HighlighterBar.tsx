/** Buttons of the highlighter. Words are selected by mouse or finger, or sentence by sentence with keys. */
import { Button } from '@cloison/theme';
import { useEffect, useRef, useState } from 'react';
import { useLanguage } from '../words/WordsContext.tsx';
import {
  isMarked,
  rangeOf,
  type Stretch,
  sentencesOn,
  stretchOf,
  withoutStretch,
  withStretch,
} from './highlights.ts';
import { keepMarks, marksIn } from './kept-marks.ts';
import { TOOL_WORDS } from './tool-words.ts';

export interface HighlighterBarProps {
  /** What is marked is kept by this name for the sitting: a text keeps its marks between its questions. */
  readonly name: string;
  readonly onClose: () => void;
}

const MARKED = 'marked';
const AT = 'sentence';

const partOf = () => document.querySelector('.item-support') ?? document.querySelector('.item-question');

/** Draws what is marked in an item, with the bar or without it. */
export function drawHighlights(name: string): void {
  const part = partOf();
  const ranges = part === null ? [] : rangesOf(part, marksIn(name));
  if (ranges.length === 0) CSS.highlights.delete(MARKED);
  else CSS.highlights.set(MARKED, new Highlight(...ranges));
}

function rangesOf(part: Element, stretches: readonly Stretch[]): Range[] {
  return stretches.flatMap((stretch) => rangeOf(part, stretch) ?? []);
}

export function HighlighterBar({ name, onClose }: HighlighterBarProps) {
  const words = TOOL_WORDS[useLanguage()].highlighter;
  const [marked, setMarked] = useState<readonly Stretch[]>(() => marksIn(name));
  const [at, setAt] = useState<number | null>(null);
  const latest = useRef(marked);
  latest.current = marked;

  const change = (next: readonly Stretch[]) => {
    keepMarks(name, next);
    setMarked(next);
    drawHighlights(name);
  };
  const changeRef = useRef(change);
  changeRef.current = change;

  useEffect(() => {
    setMarked(marksIn(name));
    setAt(null);
  }, [name]);

  useEffect(() => {
    // A press that ends a selection marks it; one on what is marked takes the mark away.
    const onUp = (event: PointerEvent) => {
      const part = partOf();
      if (part === null || !(event.target instanceof Node) || !part.contains(event.target)) return;
      // Browsers clear a selection that is pressed only after this.
      setTimeout(() => {
        const selection = getSelection();
        const stretch = stretchOf(part, selection);
        if (stretch === null) return;
        changeRef.current(
          isMarked(latest.current, stretch)
            ? withoutStretch(latest.current, stretch)
            : withStretch(latest.current, stretch),
        );
        selection?.removeAllRanges();
      });
    };
    document.addEventListener('pointerup', onUp);
    return () => {
      document.removeEventListener('pointerup', onUp);
      CSS.highlights.delete(AT);
    };
  }, []);

  const sentences = () => {
    const part = partOf();
    return part === null ? [] : sentencesOn(part);
  };
  const goTo = (index: number) => {
    const all = sentences();
    const to = Math.min(Math.max(0, index), all.length - 1);
    const [part, stretch] = [partOf(), all[to]];
    if (part === null || stretch === undefined) return;
    const range = rangeOf(part, stretch);
    if (range === null) return;
    setAt(to);
    CSS.highlights.set(AT, new Highlight(range));
    range.startContainer.parentElement?.scrollIntoView({ block: 'nearest' });
  };
  const here = at === null ? undefined : sentences()[at];
  const isHereMarked = here !== undefined && isMarked(marked, here);
  return (
    <section className="tool-bar" aria-label={words.title}>
      <p className="tool-help">{words.help}</p>
      <Button icon="previous" iconOnly onPress={() => goTo((at ?? 1) - 1)}>
        {words.previous}
      </Button>
      <Button icon="next" iconOnly onPress={() => goTo((at ?? -1) + 1)}>
        {words.next}
      </Button>
      <Button
        icon="marker"
        isDisabled={here === undefined}
        onPress={() => {
          if (here !== undefined)
            change(isHereMarked ? withoutStretch(marked, here) : withStretch(marked, here));
        }}
      >
        {isHereMarked ? words.unmark : words.mark}
      </Button>
      <Button isDisabled={marked.length === 0} onPress={() => change([])}>
        {words.clear}
      </Button>
      <Button variant="quiet" icon="close" iconOnly onPress={onClose}>
        {words.off}
      </Button>
      <p role="status" className="only-heard">
        {here === undefined ? '' : (rangeOf(partOf() ?? document.body, here)?.toString() ?? '')}
      </p>
    </section>
  );
}
