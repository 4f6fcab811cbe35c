/** One area: what is known of its code, and giving or replacing it. */
import type { AreaShown } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { NotYours } from '../frame/NotYours.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useSpeech } from '../words/language.tsx';
import { useStart } from '../works/use-work.ts';

interface AreaPartProps {
  readonly campaign: string;
  readonly area: AreaShown;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}

export function AreaPart({ campaign, area, onChanged, onClose }: AreaPartProps) {
  const { words, number } = useSpeech();
  const own = words.areas;
  const title = useRef<HTMLHeadingElement>(null);
  // Whoever opens an area with the keyboard or a screen reader goes on here.
  useEffect(() => title.current?.focus(), []);
  return (
    <section className="file-acts">
      <h2 ref={title} tabIndex={-1} className="request-title">
        {area.label}
      </h2>
      <p>
        {own.kinds[area.kind]}
        {area.declared && ` (${own.declared})`} · {area.code} · {own.schools} : {number(area.schools)} ·{' '}
        {own.state} : {own.states[area.state]}
        {area.revoked > 0 && ` · ${own.revokedTimes(number(area.revoked))}`}
      </p>
      {area.schools === 0 && <p className="soft">{own.noSchools}</p>}
      {area.state === 'none' ? (
        area.schools > 0 && <Assign campaign={campaign} code={area.code} />
      ) : (
        <Revoke campaign={campaign} area={area} onChanged={onChanged} />
      )}
      <div className="actions">
        <Button variant="quiet" onPress={onClose}>
          {words.close}
        </Button>
      </div>
    </section>
  );
}

function Assign({ campaign, code }: { readonly campaign: string; readonly code: string }) {
  const { words } = useSpeech();
  const mayAssign = useMay('areas assign');
  const { start, isStarting, trouble } = useStart();
  if (!mayAssign) return <NotYours command="areas assign" />;
  return (
    <div className="actions">
      <Button
        variant="primary"
        isDisabled={isStarting}
        onPress={() => start({ kind: 'assignAreas', campaign, areas: [code] })}
      >
        {words.areas.assign}
      </Button>
      <TroubleNotice trouble={trouble} />
    </div>
  );
}

function Revoke({ campaign, area, onChanged }: Omit<AreaPartProps, 'onClose'>) {
  const { words } = useSpeech();
  const own = words.areas;
  const mayRevoke = useMay('areas revoke');
  const [asks, setAsks] = useState(false);
  const { act, isActing, done, trouble } = useAct('revokeArea', () => {
    setAsks(false);
    onChanged();
  });
  if (!mayRevoke) return <NotYours command="areas revoke" />;
  return (
    <>
      <p className="soft">{own.revokeAbout}</p>
      {asks ? (
        <div className="actions">
          <p>{own.confirm(area.label)}</p>
          <Button variant="danger" isDisabled={isActing} onPress={() => act({ campaign, area: area.code })}>
            {own.revoke}
          </Button>
          <Button onPress={() => setAsks(false)}>{words.cancel}</Button>
        </div>
      ) : (
        <div className="actions">
          <Button onPress={() => setAsks(true)}>{own.revoke}</Button>
        </div>
      )}
      <TroubleNotice trouble={trouble} />
      {done !== null && (
        <Notice tone="good" announced>
          <p>{own.revoked}</p>
        </Notice>
      )}
    </>
  );
}
