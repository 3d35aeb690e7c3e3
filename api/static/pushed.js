// Shows what the gateway pushes: a sentence that names nobody. It keeps nothing and handles no request.
const PAGE = "/you#news";

function told(data) {
  try {
    const { text, notices } = data.json();
    return { text: String(text), number: Number(notices.at(-1)) };
  } catch {
    return { text: "There is something new for you.", number: 0 };
  }
}

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { text, number } = told(event.data);
  const more = { body: text, tag: `notice ${number}`, lang: "en" };
  event.waitUntil(self.registration.showNotification("Auzolan", more));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(PAGE));
});
