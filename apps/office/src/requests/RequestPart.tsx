/** One request: what is asked, in the school's words, the sittings that it is about as they are now, and the decision. */
import type { RequestSitting, SchoolRequest } from '@cloison/console-messages';
import { Button, TableFrame } from '@cloison/theme';
import { useEffect, useRef } from 'react';
import { useAnswer } from '../desk/hooks.ts';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';
import { aboutRequest } from './about-request.ts';
import { DecideForm } from './DecideForm.tsx';
import { STATE_TONES } from './state-tones.ts';

interface RequestPartProps {
  readonly campaign: string;
  readonly id: string;
  readonly onAnswered: () => void;
  /** Opens the next of the list; null: there is none. */
  readonly onNext: (() => void) | null;
  readonly onClose: () => void;
}

export function RequestPart({ campaign, id, onAnswered, onNext, onClose }: RequestPartProps) {
  const { words } = useSpeech();
  const { answer, trouble, again } = useAnswer('schoolRequest', { campaign, id });
  if (answer === null) {
    return (
      <section className="file-acts">
        {trouble === null ? <p>{words.loading}</p> : <TroubleNotice trouble={trouble} />}
      </section>
    );
  }
  const { request, sittings } = answer;
  return (
    <section className="file-acts">
      <Asked request={request} />
      <h3>{words.requests.now}</h3>
      {sittings.length === 0 ? <p>{words.requests.noSittings}</p> : <Sittings sittings={sittings} />}
      <DecideForm
        campaign={campaign}
        request={request}
        onAnswered={() => {
          again();
          onAnswered();
        }}
      />
      <div className="actions">
        {onNext !== null && <Button onPress={onNext}>{words.requests.next}</Button>}
        <Button variant="quiet" onPress={onClose}>
          {words.close}
        </Button>
      </div>
    </section>
  );
}

function Asked({ request }: { readonly request: SchoolRequest }) {
  const speech = useSpeech();
  const { words, dateTime } = speech;
  const own = words.requests;
  const { kind, state, school, uai, town, receivedAt, answeredAt, note, answer, happenedAt } = request;
  const title = useRef<HTMLHeadingElement>(null);
  // Whoever opens a request with the keyboard or a screen reader goes on here.
  useEffect(() => title.current?.focus(), []);
  return (
    <>
      <h2 ref={title} tabIndex={-1} className="request-title">
        {own.kinds[kind]}{' '}
        <span className="tag" data-tone={STATE_TONES[state]}>
          {own.states[state]}
        </span>
      </h2>
      <p>{aboutRequest(speech, request)}</p>
      <p className="soft">
        {school} · {uai} · {town} · {dateTime(receivedAt)}
      </p>
      {happenedAt !== null && <p>{own.happened(dateTime(happenedAt))}</p>}
      {note !== '' && <blockquote className="request-note">{note}</blockquote>}
      {answeredAt !== null && (
        <p>
          {own.answered(dateTime(answeredAt))} {answer === '' ? '–' : answer}
        </p>
      )}
    </>
  );
}

function Sittings({ sittings }: { readonly sittings: readonly RequestSitting[] }) {
  const { words, text, number, dateTime } = useSpeech();
  const own = words.requests;
  return (
    <TableFrame label={own.now}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{own.order}</th>
            <th scope="col">{own.sequence}</th>
            <th scope="col">{own.state}</th>
            <th scope="col">{own.progress}</th>
            <th scope="col">{own.saved}</th>
            <th scope="col">{own.receipt}</th>
            <th scope="col">{own.given}</th>
          </tr>
        </thead>
        <tbody>
          {sittings.map((one) => (
            <tr key={`${one.order} ${one.sequence.fr}`}>
              <th scope="row">{one.order}</th>
              <td>{text(one.sequence)}</td>
              <td>{words.files.sittingStates[one.state]}</td>
              <td>{own.of(number(one.answered), number(one.expected))}</td>
              <td>{one.savedAt === null ? '–' : dateTime(one.savedAt)}</td>
              <td>{one.receipt ?? '–'}</td>
              <td>
                {[
                  one.reopened === 0 ? '' : own.reopened(number(one.reopened)),
                  one.extraMinutes === 0 ? '' : own.minutes(number(one.extraMinutes)),
                ]
                  .filter((part) => part !== '')
                  .join(', ') || '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
