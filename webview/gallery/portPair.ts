import type { PagePort } from "../ui/host";

/** Two ports joined to each other, as a webview and its extension are: what one posts the other hears later, as a copy. */
export function portPair(): readonly [PagePort, PagePort] {
  const channel = new MessageChannel();
  return [portOf(channel.port1), portOf(channel.port2)];
}

function portOf(port: MessagePort): PagePort {
  return {
    post: message => port.postMessage(message),
    listen: heard => {
      const onMessage = (event: MessageEvent<unknown>) => heard(event.data);
      port.addEventListener("message", onMessage);
      port.start();
      return { dispose: () => port.removeEventListener("message", onMessage) };
    },
  };
}
