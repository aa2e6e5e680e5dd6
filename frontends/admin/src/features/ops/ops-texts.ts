import { type Dictionary, useSay } from "@siren/web/i18n";

const opsTexts = {
  opsRoom: ["운영실", "Ops room"],
  parts: ["운영실의 화면", "Screens of the ops room"],
  overview: ["한눈에", "Overview"],
  registry: ["레지스트리", "Registry"],
  traffic: ["요청", "Traffic"],
  breakers: ["차단기", "Breakers"],
  feeds: ["피드", "Feeds"],
  audit: ["감사", "Audit"],
  problems: ["오류", "Problems"],
  journey: ["주문 추적", "An order"],
  explain: ["경로 설명", "Explain"],
  logs: ["로그", "Logs"],
  opsOnly: ["운영 계정만 볼 수 있어요.", "Only an ops account may see this."],
  loading: ["불러오는 중…", "Loading…"],
  asOf: ["{time} 기준", "as of {time}"],
  close: ["닫기", "Close"],
  cancel: ["취소", "Cancel"],
  none: ["없음", "none"],
  notKnown: ["모름", "not known"],
  service: ["서비스", "Service"],
  gateway: ["게이트웨이", "Gateway"],
  time: ["시각", "Time"],
  unheard: [
    "{gateways}에게서 듣지 못했어요. 아래 숫자에는 빠져 있어요: {why}",
    "Nothing was heard of {gateways}; the figures below are without it: {why}",
  ],

  allWell: ["모두 정상이에요", "All is well"],
  somethingWrong: ["지금 고쳐야 할 것 {n}가지", "{n} to be mended now"],
  worthALook: ["살펴볼 것 {n}가지", "{n} worth a look"],
  looking: ["살펴보는 중이에요…", "Looking…"],
  allWellLead: [
    "서비스 {services}개, 인스턴스 {instances}개가 대답하고, 피드는 밀리지 않았고, 감사 항목 {rules}개가 지켜지고 있어요.",
    "{services} services with {instances} instances answer, no feed is behind, and all {rules} promises hold.",
  ],
  partMissing: ["{part}: 물어볼 수 없었어요", "{part}: could not be asked"],
  tNobody: ["{service}: 요청을 받을 인스턴스가 없어요", "{service}: nobody takes its requests"],
  tRegistryAway: [
    "레지스트리가 대답하지 않아요. 보관본으로 일하고 있어요",
    "No registry answers; a kept copy is in use",
  ],
  tGhost: [
    "{service} {instance}: 등록돼 있지만 대답이 없어요 (유령)",
    "{service} {instance}: registered and does not answer (a ghost)",
  ],
  tUnregistered: [
    "{service} {instance}: 살아 있지만 등록에서 사라졌어요 (유령)",
    "{service} {instance}: answers but is in no registry (a ghost)",
  ],
  tDrained: ["{service} {instance}: 빼 둔 상태예요", "{service} {instance} is drained"],
  tEjected: [
    "{service} {instance}: {gateway}이(가) 잠시 제외했어요",
    "{service} {instance}: left alone for a while by {gateway}",
  ],
  tOpen: ["{service}: {gateway}의 차단기가 열려 있어요", "{service}: the breaker of {gateway} is open"],
  tHalfOpen: [
    "{service}: {gateway}의 차단기가 다시 시험하고 있어요",
    "{service}: the breaker of {gateway} is trying again",
  ],
  tLag: ["{consumer}이(가) {feed} 피드에서 {n}건 뒤처졌어요", "{consumer} is {n} behind the feed of {feed}"],
  tLagUnknown: [
    "{consumer}이(가) {feed} 피드를 어디까지 들었는지 몰라요",
    "How far {consumer} has heard {feed} is not known",
  ],
  tLetters: ["{consumer}: 처리하지 못한 이벤트 {n}건", "{consumer}: {n} events were set aside"],
  tUnjudged: ["아직 확인하지 못한 약속 {n}개", "{n} promises could not be judged yet"],
  tBroken: ["약속이 깨졌어요: {rule}", "A promise is broken: {rule}"],
  tFailing: [
    "{pipeline}: 최근 {code} {n}건",
    "{pipeline}: {n} times {code} within the hour, the last one just now",
  ],
  tGatewaySilent: ["{gateway}: 자기 상태를 말하지 않아요", "{gateway} does not say what it sees"],
  requestsNow: ["초당 요청", "Requests a second"],
  requestsLead: [
    "최근 15분, 모든 게이트웨이의 합이에요.",
    "The last quarter of an hour, all gateways together.",
  ],
  answered: ["모든 요청", "All requests"],
  refusedLine: ["거절", "Refused"],
  failedLine: ["실패", "Failed"],
  latency: ["걸린 시간", "How long they took"],
  latencyLead: [
    "절반은 p50보다, 95%는 p95보다 빨랐어요.",
    "Half took less than p50, nineteen of twenty less than p95.",
  ],
  perSecond: ["{n}/초", "{n}/s"],
  ms: ["{n}ms", "{n} ms"],
  latelyHappened: ["방금 일어난 일", "What happened lately"],
  nothingHappened: ["이 화면을 연 뒤로 바뀐 것이 없어요.", "Nothing has changed since this page was opened."],
  nJoined: ["{service} {instance} 등록됨", "{service} {instance} has come"],
  nLeft: ["{service} {instance} 사라짐", "{service} {instance} has gone"],
  nStatus: ["{service} {instance} → {status}", "{service} {instance} is now {status}"],
  nBreaker: ["{service} 차단기 {state}", "The breaker to {service} is {state}"],
  nEjected: ["{service} {instance} 잠시 제외: {why}", "{service} {instance} is left alone: {why}"],
  nAudit: ["{rule}: {state}", "{rule}: {state}"],
  nReloaded: ["설정을 다시 읽음 ({what})", "The {what} were read again"],
  nRefused: ["바뀐 설정을 받지 않음 ({what}): {why}", "Changed {what} were not taken: {why}"],
  stateClosed: ["닫힘", "closed"],
  stateHalfOpen: ["시험 중", "half open"],
  stateOpen: ["열림", "open"],
} satisfies Dictionary;

export type OpsTextKey = keyof typeof opsTexts;
export const useOpsText = () => useSay<typeof opsTexts>(opsTexts);
export type SayOps = ReturnType<typeof useOpsText>;

export const breakerWords = {
  closed: "stateClosed",
  "half-open": "stateHalfOpen",
  open: "stateOpen",
} as const satisfies Record<string, OpsTextKey>;
