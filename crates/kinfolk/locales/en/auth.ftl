### The way in: sign up, log in, consent, first owner.

## Fields

field-username = Username
field-username-hint = Letters, digits and _, up to 30. You will be @name@{ $domain }.
field-email = E-mail
field-password = Password
field-password-hint = At least 8 characters. A few words in a row are easy to remember and hard to guess.
field-code = Setup code
field-code-hint = The server printed it when it started.
field-login = E-mail or username
field-reason = Why do you want to join?
field-reason-hint = A moderator reads this before your account is opened.

## What is wrong with a field: fault-CODE, or fault-FIELD-CODE where there is more to say. CODE is the API's, as "taken"
## for ERR_TAKEN.

fault-blank = Please fill this in.
fault-invalid = This is not valid.
fault-taken = This is taken.
fault-too-short = This is too short.
fault-too-long = This is too long.
fault-reserved = This name is kept for the server.
fault-accepted = Please agree to this.
fault-inclusion = This is not one of the choices.
fault-blocked = This cannot be used here.
fault-too-many = These are too many.
fault-text-blank = Write something first.
fault-text-too-long = The post is too long.
fault-language-invalid = This is not one of the languages.
fault-domain-invalid = This is not a domain.
fault-domain-own = This is this server itself.
fault-avatar-invalid = This picture cannot be read; JPEG, PNG, GIF and WebP can.
fault-header-invalid = This picture cannot be read; JPEG, PNG, GIF and WebP can.
fault-avatar-too-large = This picture is too large: at most 8 MB, 8,192 pixels a side and 33 million in all.
fault-header-too-large = This picture is too large: at most 8 MB, 8,192 pixels a side and 33 million in all.
fault-choose-again = Choose the picture again: it was not saved.
fault-username-invalid = Only letters, digits and _ can be in a username.
fault-username-taken = This name is taken.
fault-username-too-long = A username has at most 30 characters.
fault-email-invalid = This is not an e-mail address.
fault-email-taken = There is an account with this address already. Log in instead?
fault-email-blocked = Addresses of this provider are not accepted here.
fault-password-too-short = Use at least 8 characters.
fault-password-too-long = Use at most 128 characters.
fault-password-invalid = This is too easy to guess: many people use it, or it is your name or address.
fault-password-taken = This is the password that you have already.
fault-agreement-accepted = Please agree to the rules first.
fault-current_password-invalid = This is not your password.
fault-email_password-invalid = This is not your password.
fault-delete_password-invalid = This is not your password.
fault-delete_username-invalid = This is not your username.
fault-password_confirmation-confirmation = The two are not the same.
fault-code-invalid = This is not the code that the server printed.
fault-comment-too-long = A note has at most 2,000 characters.
fault-q-too-long = Search for at most 500 characters.

## Sign up

sign-up-closed-title = Not open
sign-up-closed-text = Nobody can make a new account on this server at the moment.
sign-up-invite-text = New accounts on this server need an invitation.
sign-up-approval-text = New accounts on this server need the consent of a moderator, which cannot be asked for here yet.
sign-up-title = Sign up
sign-up-heading = Join { $site }
sign-up-lead = Make an account to follow people and post.
sign-up-submit = Make account
sign-up-agreement = I will keep to the rules and terms of this server.
sign-up-rules = Rules
sign-up-have-account = Already have an account?

## Log in

sign-in-title = Log in
sign-in-heading = Log in to { $site }
sign-in-for-app = { $app } asks for access. Log in first.
sign-in-submit = Log in
sign-in-ended = You have been logged out. Log in to go on.
sign-in-unsent = What you wrote was not sent. Copy it before you log in.
sign-in-unsent-post = Your post
sign-in-remember = Stay logged in on this device
sign-in-wrong = The name or the password is not right.
sign-in-unconfirmed = Your e-mail address is not confirmed yet. Follow the link in the mail that you got.
sign-in-pending = A moderator has to open your account first.
sign-in-disabled = This account is disabled.
sign-in-no-account = No account yet?

## Forgotten password

recovery-link = Forgot your password?
recovery-title = Forgotten password
recovery-lead = Give the e-mail address of your account, and a link to choose a new password is sent there.
recovery-submit = Send the link
recovery-no-mail = This site sends no mail, so it cannot send you a link. Those who run it can give you a new password.
recovery-ask = You can ask
recovery-back = Back to log-in
recovery-choose = Choose a new password
recovery-choose-lead = For @{ $username }. Every browser and app that is logged in to the account is logged out.
recovery-choose-submit = Set password
recovery-void-title = This link no longer works
recovery-void-text = It was used, is older than an hour, or was replaced by a newer one.
recovery-again = Send a new link
mail-recovery-subject = New password for { $site }
mail-hello = Hello { $name },
mail-recovery-lead = Somebody, probably you, asked for a new password for your account on { $site }. Choose it here:
mail-recovery-once = The link works once, and for an hour.
mail-recovery-not-you = If it was not you, there is nothing to do: your password stays as it is.

## Consent

consent-title = Allow access
consent-heading = { $app } wants access to your account
consent-unchecked = The app chose its own name. Allow it only if you started this yourself.
consent-website = Website
consent-account = Logged in as
consent-scopes = It will be able to
consent-redirect = Your answer is sent to { $host }.
consent-allow = Allow
consent-deny = Deny
consent-denied-title = No access
consent-denied-text = The app was not given access to your account. You can close this page.
consent-other-account = Not you? Log out
out-of-band-title = Code for { $app }
out-of-band-text = Copy this code and paste it into { $app }.
out-of-band-label = Authorization code
out-of-band-warning = Whoever has this code can use your account. Give it to no one but the app.

## First owner

setup-title = Set up
setup-heading = Set up your server
setup-lead = Make the first account. It owns the server and can change everything.
setup-submit = Make owner account

## What apps ask for, in words. The key is the scope with ":" and "_" as "-".

scope-profile = see your name and picture
scope-read = read everything in your account
scope-read-accounts = see accounts and profiles
scope-read-blocks = see whom you block
scope-read-bookmarks = see your bookmarks
scope-read-favourites = see your favourites
scope-read-collections = see your collections
scope-read-filters = see your filters
scope-read-follows = see whom you follow
scope-read-lists = see your lists
scope-read-mutes = see whom you mute
scope-read-notifications = see your notifications
scope-read-search = search for you
scope-read-statuses = see posts
scope-write = post, and change everything in your account
scope-write-accounts = change your profile
scope-write-blocks = block people
scope-write-bookmarks = bookmark posts
scope-write-collections = change your collections
scope-write-conversations = mute and delete conversations
scope-write-favourites = make posts your favourites
scope-write-filters = change your filters
scope-write-follows = follow people
scope-write-lists = change your lists
scope-write-media = upload files
scope-write-mutes = mute people and conversations
scope-write-notifications = clear your notifications
scope-write-reports = report people and posts
scope-write-statuses = post for you
scope-follow = follow, mute and block people
scope-push = send you push notifications
scope-offline-access = stay signed in
scope-admin-read = read all data on the server
scope-admin-write = change all data on the server
