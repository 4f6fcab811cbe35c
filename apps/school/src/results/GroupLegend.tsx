/** The three groups, with the pattern and the word of each. */
import { GROUPS, GroupSwatch } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';

export function GroupLegend() {
  const { words } = useSpeech();
  return (
    <p className="group-legend">
      {GROUPS.map((group) => (
        <GroupSwatch key={group} group={group}>
          {words.groups[group]}
        </GroupSwatch>
      ))}
    </p>
  );
}
