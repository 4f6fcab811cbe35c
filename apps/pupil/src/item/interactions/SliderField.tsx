/** A number on a scale: the browser's own slider. Nothing is answered until it was moved or its value chosen. */
import type { SliderInteraction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useId } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { fieldName } from './naming.ts';
import { Question } from './Question.tsx';
import { sliderSteps, sliderText } from './slider-scale.ts';

export function SliderField({ interaction }: { readonly interaction: SliderInteraction }) {
  const { item, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const marks = useId();
  const { lowerBound, upperBound, step, stepLabel, orientation, reverse, prompt } = interaction;
  const steps = sliderSteps(interaction);
  const show = (number: number) => sliderText(number, item.language);
  const isAnswered = typeof value === 'string';
  const number = isAnswered ? Number(value) : lowerBound;
  const name = prompt.length === 0 ? fieldName(item, interaction, words) : undefined;

  return (
    <Question interaction={interaction}>
      <div
        className="slider"
        data-orientation={orientation}
        data-reverse={reverse}
        data-answered={isAnswered}
      >
        <output className="slider-value">{isAnswered ? show(number) : '?'}</output>
        <div className="slider-scale">
          <input
            type="range"
            min={lowerBound}
            max={upperBound}
            step={step}
            value={number}
            list={steps === null ? undefined : marks}
            disabled={readOnly}
            dir={reverse && orientation === 'horizontal' ? 'rtl' : 'ltr'}
            aria-orientation={orientation}
            aria-label={name ?? words.item.slider}
            aria-valuetext={isAnswered ? show(number) : words.item.sliderNone}
            onChange={({ target }) => answer(target.value)}
          />
          {steps !== null && (
            <datalist id={marks}>
              {steps.map((mark) => (
                <option key={mark} value={mark} />
              ))}
            </datalist>
          )}
          <div className="slider-labels" aria-hidden="true">
            {(stepLabel && steps !== null ? steps : [lowerBound, upperBound]).map((mark) => (
              <span key={mark}>{show(mark)}</span>
            ))}
          </div>
        </div>
      </div>
      <div className="slider-state">
        {!isAnswered && (
          <>
            <span>{words.item.sliderNone}</span>
            <Button isDisabled={readOnly} onPress={() => answer(String(lowerBound))}>
              {words.item.sliderKeep(show(lowerBound))}
            </Button>
          </>
        )}
        {isAnswered && !readOnly && (
          <button type="button" className="item-clear" onClick={() => answer(null)}>
            {words.item.clear}
          </button>
        )}
      </div>
    </Question>
  );
}
