### Words that every page shares: navigation, dates, numbers, messages after an action.

## Layout

skip-link = Skip to content
nav-label = Main
nav-home = Home
nav-public = Public
nav-search = Search
nav-lists = Lists
nav-notifications = Notifications
nav-unread = { $count ->
    [one] { $count } unread
   *[other] { $count } unread
}
nav-profile = Profile
nav-about = About
nav-sign-in = Log in
nav-sign-up = Sign up
nav-sign-out = Log out
nav-compose = New post
nav-account = Your account
nav-back = Back
aside-label = About this server
aside-join-title = New here?
aside-join-text = Make an account on { $site } to follow people, reply and post.
aside-member-text = Already have an account?
foot-powered = Runs on Kinfolk { $version }

## Lists

list-newer = Newer
list-older = Older
list-pages = Pages

## Searching

search-label = Search people
search-placeholder = Name or @username
search-button = Search

## Dates and numbers. Short distances stand alone beside a name: "5m" for five minutes.

ago-now = now
ago-minutes = { $count }m
ago-hours = { $count }h
ago-days = { $count }d
date-short = { $month } { $day }
date-short-year = { $month } { $day }, { $year }
date-full = { $month } { $day }, { $year } at { $time } UTC
date-month = { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
group-separator = ,
# From how many digits on a number is grouped.
group-from = 4
decimal-separator = .
count-thousands = { $number }K
count-millions = { $number }M
count-billions = { $number }B

## Messages after an action

flash-posted = Your post is out.
flash-replied = Your reply is out.
flash-deleted = The post is deleted.
flash-blocked = You will not see each other from now on.
flash-unblocked = The block is lifted.
flash-muted = They are muted: their posts are left out of your timelines. They are not told.
flash-unmuted = They are no longer muted.
flash-saved = Saved.
flash-list-deleted = The list is deleted. You still follow everybody who was in it.
flash-list-made = The list is made. Now add people to it.
flash-list-added = Added to the list.
flash-list-removed = Taken off the list.
flash-domain-blocked = You will see nothing from this domain.
flash-cleared = All notifications are gone.
flash-requested = Your request is sent. They will see it and can accept it.
flash-withdrawn = Your request is taken back.
flash-followed = You follow this account now.
flash-unfollowed = You no longer follow this account.
flash-befriended = You are friends now: you follow each other.
flash-unfriended = You are no longer friends, and no longer follow each other.
flash-follower-removed = This account no longer follows you. Nobody is told.
flash-let-in = This account follows you now.
flash-declined = The request is declined. Nobody is told.
flash-request-gone = This request is no longer there: it was answered or taken back before.
flash-welcome = Welcome! Your account is ready.
flash-signed-out = You are logged out.
flash-password-changed = Your password is changed, and your other browsers are logged out.
flash-recovery-sent = If there is an account with this address, a mail with a link is on its way there. Look among the spam too.
flash-password-recovered = Your password is changed. Log in with it.
flash-email-changed = Your e-mail address is changed.
flash-session-ended = That browser is logged out.
flash-sessions-ended = All other browsers are logged out.
flash-app-removed = The app can no longer use your account.
flash-profile-saved = Your profile is saved.
flash-privacy-saved = Your privacy settings are saved.
flash-account-deleted = Your account is deleted.
flash-try-again = That did not work. Please try again.

## What scripts say and offer

live-offline = There is no connection. Please try again in a moment.
keys-title = Keyboard shortcuts
keys-close = Close
keys-next = Next post
keys-previous = Previous post
keys-help = This help
keys-on = Use these keys
