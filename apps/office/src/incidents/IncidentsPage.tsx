/** What was set aside and what the platform should not have done, each with its meaning and its remedy in plain words. */
import type { Incidents } from '@cloison/console-messages';
import type { ReactNode } from 'react';
import { useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';

const EVERY_MS = 30_000;

export function IncidentsPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { answer, trouble } = useAnswer('incidents', { campaign }, EVERY_MS, useWorkEnded());
  return (
    <div className="page">
      <PageTitle>{words.pages.incidents}</PageTitle>
      <TroubleNotice trouble={trouble} />
      {answer === null ? trouble === null && <p>{words.loading}</p> : <AllIncidents incidents={answer} />}
    </div>
  );
}

function AllIncidents({ incidents }: { readonly incidents: Incidents }) {
  const { words, text, number, dateTime } = useSpeech();
  const own = words.incidents;
  const { quarantine, rollbacks, observations, apart } = incidents;
  const isQuiet =
    incidents.incidents.length + quarantine.length + rollbacks + observations.length + apart === 0;
  if (isQuiet) return <p>{own.none}</p>;
  return (
    <>
      {(incidents.incidents.length > 0 || rollbacks > 0) && (
        <section>
          <h2>{own.platform}</h2>
          <p>{own.platformAbout}</p>
          <div className="incident-list">
            {rollbacks > 0 && (
              <Incident
                title={own.rollback.what}
                tone="bad"
                facts={own.records(number(rollbacks))}
                remedy={own.rollback.remedy}
              />
            )}
            {incidents.incidents.map((one) => (
              <Incident
                key={one.code}
                title={text(one.said)}
                tone="bad"
                facts={`${own.recordsTimes(number(one.records), number(one.times))} · ${own.last(dateTime(one.last))}`}
                remedy={own.remedies[one.code]}
              />
            ))}
          </div>
        </section>
      )}
      {quarantine.length > 0 && (
        <section>
          <h2>{own.quarantine}</h2>
          <p>{own.quarantineAbout}</p>
          <div className="incident-list">
            {quarantine.map(({ code, count, last }) => (
              <Incident
                key={code}
                title={own.reasons[code].what}
                tone="wait"
                facts={`${own.envelopes(number(count))} · ${own.last(dateTime(last))}`}
                remedy={own.reasons[code].remedy}
              />
            ))}
          </div>
        </section>
      )}
      {(observations.length > 0 || apart > 0) && (
        <section>
          <h2>{own.observations}</h2>
          <ul>
            {observations.map(({ said, count }) => (
              <li key={said.fr}>
                {number(count)} · {text(said)}
              </li>
            ))}
            {apart > 0 && <li>{own.apart(number(apart))}</li>}
          </ul>
        </section>
      )}
    </>
  );
}

interface IncidentProps {
  readonly title: string;
  readonly tone: 'bad' | 'wait';
  readonly facts: string;
  readonly remedy: ReactNode;
}

function Incident({ title, tone, facts, remedy }: IncidentProps) {
  const { words } = useSpeech();
  return (
    <article className="incident" data-tone={tone}>
      <h3>{title.charAt(0).toUpperCase() + title.slice(1)}</h3>
      <p className="soft small">{facts}</p>
      <p>
        <strong>{words.incidents.remedy}</strong> {remedy}
      </p>
    </article>
  );
}
