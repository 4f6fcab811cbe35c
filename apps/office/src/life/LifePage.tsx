/** The campaign's life: the step that comes next with its act, all steps in a line, the calendar of each area. */
import type { CampaignLife, LifeRemark, LifeStep } from '@cloison/console-messages';
import { Banner, Icon } from '@cloison/theme';
import { useState } from 'react';
import { useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';
import { InterruptedWork } from '../works/InterruptedWork.tsx';
import { CalendarOfAreas } from './CalendarOfAreas.tsx';
import { StepActs } from './StepActs.tsx';

const EVERY_MS = 15_000;

export function LifePage({ campaign }: { readonly campaign: string }) {
  const { words, text } = useSpeech();
  const { answer: life, trouble } = useAnswer('life', { campaign }, EVERY_MS, useWorkEnded());
  return (
    <div className="page">
      <PageTitle
        aside={
          life === null ? undefined : (
            <span className="tag" data-tone={life.state === 'open' ? 'good' : 'wait'}>
              {words.life.states[life.state]}
            </span>
          )
        }
      >
        {words.life.title}
      </PageTitle>
      <TroubleNotice trouble={trouble} />
      {life === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : (
        <>
          {life.rehearsal && <Banner tone="rehearsal">{words.rehearsal}</Banner>}
          <p className="soft">
            {text(life.title)} {life.year}
          </p>
          <InterruptedWork />
          <Steps life={life} />
          <CalendarOfAreas life={life} />
        </>
      )}
    </div>
  );
}

function Steps({ life }: { readonly life: CampaignLife }) {
  const { words } = useSpeech();
  const next = life.steps.find(({ state }) => state === 'now');
  const [chosen, setChosen] = useState<LifeStep['id'] | null>(null);
  const shown = life.steps.find(({ id }) => id === chosen) ?? next ?? life.steps.at(-1);
  return (
    <section aria-label={words.life.steps} className="life">
      <ol className="life-line">
        {life.steps.map((step) => (
          <li key={step.id} data-state={step.state} data-next={step.id === next?.id}>
            <button
              type="button"
              aria-pressed={step.id === shown?.id}
              aria-controls="life-step"
              onClick={() => setChosen(step.id)}
            >
              <span className="life-mark">
                {step.state === 'done' || step.state === 'again' ? <Icon name="check" /> : null}
              </span>
              <span className="life-name">{words.life.names[step.id]}</span>
              <span className="only-heard">{words.life.stepStates[step.state]}</span>
            </button>
          </li>
        ))}
      </ol>
      {shown !== undefined && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only watches where the focus is: who works at a step stays there to read its outcome
        <div onFocus={() => setChosen(shown.id)}>
          <StepCard step={shown} life={life} isNext={shown.id === next?.id} />
        </div>
      )}
    </section>
  );
}

const TONES = { done: 'good', again: 'good', now: 'now', refused: 'wait' } as const;

interface StepCardProps {
  readonly step: LifeStep;
  readonly life: CampaignLife;
  readonly isNext: boolean;
}

function StepCard({ step, life, isNext }: StepCardProps) {
  const { words, dateTime, number } = useSpeech();
  const wrong = step.remarks.filter(({ tone }) => tone === 'wrong');
  const notes = step.remarks.filter(({ tone }) => tone === 'note');
  return (
    <div id="life-step" className="life-card" data-state={step.state}>
      <div className="life-card-head">
        <h2>{words.life.names[step.id]}</h2>
        <span className="tag" data-tone={TONES[step.state]}>
          {isNext ? words.life.next : words.life.stepStates[step.state]}
        </span>
        {step.at !== null && <span className="soft small">{dateTime(step.at)}</span>}
      </div>
      <p>{words.life.what[step.id]}</p>
      {(Object.keys(step.counts).length > 0 || step.id === 'validate') && (
        <p>
          <strong>{words.life.facts[step.id](step.counts, (count = 0) => number(count))}</strong>
        </p>
      )}
      {wrong.length > 0 && step.state !== 'done' && (
        <div>
          <h3>{words.life.why}</h3>
          <Remarks remarks={wrong} />
        </div>
      )}
      {notes.length > 0 && <Remarks remarks={notes} />}
      {(step.state !== 'refused' || step.id === 'close') && (
        <StepActs key={step.id} step={step.id} life={life} />
      )}
    </div>
  );
}

function Remarks({ remarks }: { readonly remarks: readonly LifeRemark[] }) {
  const { words, dateTime, number } = useSpeech();
  const said = ({ code, values }: LifeRemark) =>
    words.life.remarks[code](
      Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
          key,
          typeof value === 'number' ? number(value) : key === 'at' ? dateTime(value) : value,
        ]),
      ),
    );
  return (
    <ul className="life-remarks">
      {remarks.map((remark) => (
        <li key={remark.code} data-tone={remark.tone}>
          {said(remark)}
        </li>
      ))}
    </ul>
  );
}
