import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';

export type StaffLanguage = 'fr' | 'en';

const KEY = 'cloison/language';

/** The language of a page of the staff: French first. The choice is all that stays in this browser, and it is nobody's data. */
export function useStaffLanguage(): [StaffLanguage, Dispatch<SetStateAction<StaffLanguage>>] {
  const [language, setLanguage] = useState<StaffLanguage>(keptLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // A browser without storage asks again next time.
    }
  }, [language]);
  return [language, setLanguage];
}

function keptLanguage(): StaffLanguage {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'fr';
  } catch {
    return 'fr';
  }
}
