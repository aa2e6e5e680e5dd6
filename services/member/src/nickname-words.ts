/**
 * What is not called out in a cafe. Refused wherever it stands in a name; English words of three letters or
 * fewer, and those that are part of harmless ones, only when they stand alone.
 */
export const refusedAnywhere: readonly string[] = [
  ...["fuck", "shit", "cunt", "nigger", "nigga", "faggot", "bitch", "whore", "asshole", "motherf", "porn"],
  ...["hitler", "rapist", "pedophile", "retard"],
  ...["씨발", "시발놈", "시발년", "씨바", "ㅅㅂ", "ㅆㅂ", "병신", "ㅂㅅ", "븅신", "개새끼", "개세끼", "개년"],
  ...[
    "좆",
    "존나",
    "썅",
    "니애미",
    "느금마",
    "엠창",
    "지랄",
    "걸레년",
    "창녀",
    "창년",
    "섹스",
    "자살",
    "강간",
  ],
  ...["김치녀", "한남충", "맘충", "짱깨", "쪽바리", "일베충", "홍어", "애자새끼", "fuk", "sibal", "ssibal"],
];

export const refusedAlone: readonly string[] = [
  ...[
    "ass",
    "cum",
    "fag",
    "sex",
    "tit",
    "tits",
    "dick",
    "cock",
    "pussy",
    "slut",
    "rape",
    "nazi",
    "kkk",
    "wtf",
  ],
  ...["시발", "보지", "자지", "새끼", "미친놈", "미친년", "꺼져"],
  // Names of those who work here: nobody answers to them at the counter.
  ...["staff", "manager", "barista", "admin", "siren", "cashier", "employee"],
  ...["직원", "점장", "매니저", "바리스타", "관리자", "사이렌", "알바", "사장"],
];
