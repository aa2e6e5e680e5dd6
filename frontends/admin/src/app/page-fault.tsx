import { language, sayIn } from "@siren/web/i18n";
import { Component, type ReactNode } from "react";

const words = {
  sorry: ["화면에 문제가 생겼어요", "Something went wrong on this screen"],
  kept: ["누른 것은 그대로 있어요.", "What was tapped is kept."],
  reload: ["다시 열기", "Open again"],
} as const;

/** A fault of ours in one screen must not leave a white page on a counter. */
export class PageFault extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    const say = sayIn(words, language.get());
    return (
      <div className="narrow" role="alert">
        <h1>{say("sorry")}</h1>
        <p>{say("kept")}</p>
        <a className="ui-button" href={location.pathname}>
          {say("reload")}
        </a>
      </div>
    );
  }
}
