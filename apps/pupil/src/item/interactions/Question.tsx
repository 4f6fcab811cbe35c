/** What most interactions have around them: the question, how to answer, and what has just happened. */
import type { ContentNode, Interaction } from '@cloison/qti/delivery';
import { type ReactNode, useId } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { fieldName } from './naming.ts';

export interface QuestionProps {
  readonly interaction: Interaction & { readonly prompt?: readonly ContentNode[] };
  readonly hint?: string;
  readonly said?: string;
  /** What is said is that there is no room for more. */
  readonly isFull?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Question({ interaction, hint, said, isFull = false, className, children }: QuestionProps) {
  const { item } = useItem();
  const words = useWords();
  const id = useId();
  const { prompt = [] } = interaction;
  return (
    <section className={`question ${className ?? ''}`.trim()} aria-labelledby={id} data-drag-root="">
      <div id={id} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </div>
      {hint !== undefined && <p className="item-hint">{hint}</p>}
      {children}
      {said !== undefined && (
        <p className="item-limit" data-tone={isFull ? 'full' : 'said'} role="status">
          {said}
        </p>
      )}
    </section>
  );
}
