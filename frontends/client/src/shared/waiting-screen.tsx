/** The room of a screen that is not there yet. Without `style`: it stands in index.html too, where none may be. */
export const WaitingScreen = () => (
  <div className="screen waiting-screen" aria-hidden="true">
    <span className="ui-skeleton" />
    <span className="ui-skeleton" />
    <span className="ui-skeleton" />
  </div>
);
