### The server about itself, and errors.

landing-default-lead = A place for people who know each other, and for those about to.
landing-sign-up = Make an account
landing-sign-in = Log in
landing-closed = New accounts are not open at the moment.
landing-latest = Latest public posts
landing-more = More public posts
landing-no-posts = Nobody has posted yet.
landing-feature-order = Newest first
landing-feature-order-text = Home shows the people you follow, in the order they post. Nothing is pushed in between.
landing-feature-audience = You choose who sees it
landing-feature-audience-text = Every post is for everyone, for your followers, or for the people it mentions.
landing-feature-apps = Use the app you like
landing-feature-apps-text = Any app made for Mastodon works here, beside these pages.
about-title = About
about-domain = Domain
about-version = Version
about-contact = Contact
about-rules = Rules
about-apps-title = Apps
about-apps-text = Any app for Mastodon works here. When it asks for a server, give it { $domain }.
about-privacy = Privacy policy
about-terms = Terms of service
about-no-description = The people who run this server have not described it yet.
counts-people = { $count ->
    [one] person
   *[other] people
}
counts-statuses = { $count ->
    [one] post
   *[other] posts
}

## Texts about the server

text-written = In force since { $date }.
privacy-title = Privacy policy
privacy-kept = This server keeps what you give it: your name, e-mail address, a one-way hash of your password, your posts and profile, whom you follow, block or mute, and the apps and browsers that you are logged in with, with the address that each browser came from and when it was last used.
privacy-seen = A post is seen by those it is for: everybody, your followers, or the people it mentions. Those who run the server could read what is in its database; private posts are not encrypted from them.
privacy-others = Nothing is handed to advertisers, and no page here loads anything from elsewhere. Apps get what you allow them, until you revoke it.
privacy-leaving = When you delete your account it is gone from sight at once, and what you wrote is deleted in the minutes after. Backups may keep a copy for as long as those who run the server keep them.
privacy-operator = What holds beyond this is for those who run this server to say; ask them at the address on the page about it.
terms-title = Terms of service
terms-yours = What you write stays yours. You let this server show it to those it is for.
terms-others = Do not break the law with it, and do not harass or impersonate others. Those who run the server may suspend accounts that do.
terms-operator = The server is provided as it is, without warranty. What holds beyond this is for those who run it to say.

## Errors

problem-home = Go to the start page
problem-request = Request { $id }
problem-request-hint = If you report this, include the request number.
## Sentences of the API that people may read without an app; the English ones are the API's own, letter for letter.

refusal-blocked-by = This account blocks you, so you cannot follow it
refusal-blocking = You block this account. Unblock it before you follow it
refusal-last-owner = This is the last owner. Make somebody else an owner first
refusal-not-for-everyone = This status is not for everyone and cannot be reblogged
refusal-other-site = This form was sent from another site and was not accepted

problem-400-title = That request made no sense
problem-400-text = Something in the address or the form was not understood.
problem-401-title = Please log in
problem-401-text = This page is for people who are logged in.
problem-403-title = That is not allowed
problem-403-text = You cannot do this with your account, or the form came from somewhere else.
problem-404-title = Nothing here
problem-404-text = The page does not exist, was deleted, or is not for you to see.
problem-405-title = That does not work here
problem-405-text = This address does not take this kind of request.
problem-410-title = Gone
problem-410-text = This was here once and is deleted.
problem-413-title = That is too large
problem-413-text = What was sent is larger than this server takes. Go back and send a smaller file or a shorter text.
problem-422-title = That could not be saved
problem-422-text = Something in the form was not as it should be. Go back and check it.
problem-429-title = Slow down a little
problem-429-text = Too many requests came from you in a short time. Wait a moment and try again.
problem-500-title = Something broke
problem-500-text = This is our fault, not yours. It has been written to the log.
problem-503-title = Back in a moment
problem-503-text = The server is busy or being worked on. Try again in a minute.

## The reference of the API

docs-title = API reference
docs-lead = This server speaks the client API of Mastodon, so any library for Mastodon works with it. What Mastodon has no word for stands under /api/kinfolk/v1.
docs-calls = Send parameters as JSON, as a form or as multipart, and a token as “Authorization: Bearer …”. Ids are text. Times are RFC 3339 in UTC.
docs-errors-all = An error is an object with “error”. Every operation may answer 429 when there were too many requests and 503 while the database cannot be reached; those that take a token answer 401 when it is missing or not valid.
docs-download = The same as an OpenAPI 3.1 document
docs-back = All operations
docs-deprecated = there is a newer way
docs-parameters = Takes
docs-errors = Fails
docs-answer = Gives
docs-example = A real answer
docs-in-path = in the path
docs-in-query = in the query
docs-in-body = in the body
docs-access-open = For everybody.
docs-access-anyone = For everybody; a token must have one of: { $scopes }.
docs-access-person = For people whose token has one of: { $scopes }.
docs-access-any-person = For people with any token.
docs-access-token = For people and applications whose token has one of: { $scopes }.
docs-access-any-token = For people and applications with any token.
docs-access-client = For applications, by their id and secret.

## The design page

design-title = Design
design-lead = The colours, sizes and components that every page here is composed of, in light and in dark.
design-light = Light
design-dark = Dark
design-colours = Colours
design-type = Type
design-sample = People who know each other
design-measures = Distances, corners, motion
design-rest = At rest
design-hover = Hover
design-focus = Focus
design-active = Pressed
design-off = Off
design-on = On
design-busy = Waiting
design-over = Too long
design-refused = Refused
design-warning-open = Warning, open
design-composer = Composer
design-people = People, by how they stand to the reader
design-navigation = Navigation
design-buttons = Buttons, actions, tags
design-fields = Fields
design-cards = Cards, rows, avatars
design-menus = Menus, tabs, dialogs, keys
design-notices = Notices and toasts
design-waiting = Skeletons and empty states
