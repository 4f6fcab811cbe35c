/** The map: a tile a département, its share in figures and as a tone. The table beside it says the same to everybody. */
import type { PlaceParticipation } from '@cloison/console-messages';
import { stepOf } from '@cloison/theme/departements';
import { TileMap } from '@cloison/theme/tile-map';
import { useSpeech } from '../words/language.tsx';

export function PlaceMap({ places }: { readonly places: readonly PlaceParticipation[] }) {
  const { words, percent, number } = useSpeech();
  return (
    <TileMap
      label={words.participation.mapLabel}
      tiles={places.map(({ departement, name, complete, expected }) => {
        if (expected === 0) return { departement, step: 'none', figure: '', title: departement };
        const share = complete / expected;
        return {
          departement,
          step: stepOf(share),
          figure: percent(share),
          title: `${departement} ${name} : ${percent(share)} (${number(complete)} / ${number(expected)})`,
        };
      })}
      legend={([0, 1, 2, 3, 4] as const).map((step) => [step, words.participation.legend[step]])}
    />
  );
}
