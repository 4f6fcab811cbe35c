/** All work of this console: what goes on, and what came of the rest. */
import { useDesk } from '../desk/desk-context.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useSpeech } from '../words/language.tsx';
import { InterruptedWork } from './InterruptedWork.tsx';
import { WorkCard } from './WorkCard.tsx';

export function WorksPage() {
  const { words } = useSpeech();
  const { works } = useDesk();
  return (
    <div className="page">
      <PageTitle>{words.pages.works}</PageTitle>
      <p className="soft">{words.work.about}</p>
      <InterruptedWork />
      {works.length === 0 ? (
        <p>{words.work.none}</p>
      ) : (
        works.map(({ id }) => <WorkCard key={id} id={id} level={2} />)
      )}
    </div>
  );
}
