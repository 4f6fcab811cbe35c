/** A new campaign: its folder is checked as a whole, then taken into the vault. */
import { Button, Notice } from '@cloison/theme';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { ActForm, TextLine, TickBox } from '../forms/fields.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { formatRoute } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { useLatest, useStart, useWork } from '../works/use-work.ts';
import { WorkCard } from '../works/WorkCard.tsx';

export function CreatePage() {
  const { words } = useSpeech();
  const mayCreate = useMay('campaign create');
  const { start, isStarting, trouble } = useStart();
  const [folder, setFolder] = useState('');
  const [rehearsal, setRehearsal] = useState(false);
  const latest = useLatest(['validate', 'create'], null);
  const { forms } = words.work;
  const isEmpty = folder === '' || isStarting;
  return (
    <div className="page">
      <PageTitle>{words.pages.create}</PageTitle>
      <Notice tone="info">
        <p>{words.create.about}</p>
      </Notice>
      <ActForm label={words.pages.create} onSubmit={() => start({ kind: 'validate', folder, rehearsal })}>
        <TextLine label={forms.folder} help={forms.folderHelp} value={folder} onChange={setFolder} />
        <TickBox label={forms.rehearsal} value={rehearsal} onChange={setRehearsal} />
        <div className="actions">
          <Button type="submit" isDisabled={isEmpty}>
            {forms.validate}
          </Button>
          {mayCreate && (
            <Button
              variant="primary"
              isDisabled={isEmpty}
              onPress={() => start({ kind: 'create', folder, rehearsal })}
            >
              {forms.create}
            </Button>
          )}
        </div>
        {!mayCreate && <NotYours command="campaign create" />}
        <TroubleNotice trouble={trouble} />
      </ActForm>
      {latest !== null && <WorkCard id={latest.id} level={2} />}
      {latest?.kind === 'create' && latest.state === 'done' && <GoOn id={latest.id} />}
    </div>
  );
}

/** To the steps of the campaign that was taken into the vault. */
function GoOn({ id }: { readonly id: number }) {
  const { words } = useSpeech();
  const name = useWork(id)?.result?.name;
  if (typeof name !== 'string') return null;
  return (
    <p>
      <a href={formatRoute({ campaign: name, page: 'life' })}>{words.create.goOn(name)}</a>
    </p>
  );
}
