import type { Person } from "./person.ts";

/** Goes on with a new token when theirs has run out, as the page does. */
export function staysSignedIn<P extends Person>(person: P): P {
  const ask = person.ask.bind(person);
  person.ask = async (method, path, asked) => {
    const answer = await ask(method, path, asked);
    const isOver = answer.status === 401 && person.token !== undefined && !path.includes("/member/refresh");
    if (!isOver) return answer;
    await person.refresh();
    return ask(method, path, asked);
  };
  return person;
}
