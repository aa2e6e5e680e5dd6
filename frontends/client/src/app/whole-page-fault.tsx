import { language, sayIn } from "@siren/web/i18n";
import { Component, type ReactNode } from "react";

const words = {
  sorry: ["화면에 문제가 생겼어요", "Something went wrong on this screen"],
  kept: ["장바구니와 주문은 그대로 있어요.", "Your cart and your orders are kept."],
  reload: ["다시 열기", "Open again"],
} as const;

type Props = {
  children: ReactNode;
  /** Around a screen: its address. Then the rest of the page stays, and going elsewhere is a way out. */
  at?: string;
};

/** A fault of ours in one screen must not leave a white page. */
export class WholePageFault extends Component<Props, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override componentDidUpdate({ at }: Props) {
    if (this.state.isBroken && at !== this.props.at) this.setState({ isBroken: false });
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    const { at } = this.props;
    const say = sayIn(words, language.get());
    const Place = at === undefined ? "main" : "div";
    return (
      <Place className="screen empty">
        <h1>{say("sorry")}</h1>
        <p>{say("kept")}</p>
        <a className="ui-button" href={at === undefined ? import.meta.env.BASE_URL : location.pathname}>
          {say("reload")}
        </a>
      </Place>
    );
  }
}
